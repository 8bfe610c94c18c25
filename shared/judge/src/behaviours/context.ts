import { deposit } from '@workbook/course';
import { type Finding, fails, holds } from './behaviour.ts';
import type { Ground } from './ground.ts';

/**
 * A request that has waited for a lock goes on in its own context, and not in that of the request
 * before it. The explorer knows by this context whose operation it holds.
 */
export async function keepsContext(ground: Ground): Promise<Finding> {
  await using stage = await ground.stage({
    accounts: { ann: 100 },
    instances: 1,
    clients: { A: deposit('ann', 10), B: deposit('ann', 20) },
    patientTimers: true,
  });
  const alone = (await stage.run()).turns.filter(({ client }) => client === 'A').length;
  for (let begun = 1; begun < alone; begun += 1) {
    const { turns } = await stage.run(`${'A'.repeat(begun)}B`);
    const answered = turns.findIndex(({ finished }) => finished.includes('A'));
    // The answer to B came of an operation that was sent in the name of A, which has its own by now.
    const lost = turns
      .slice(answered + 1)
      .find(({ client, finished }) => client === 'A' && finished.includes('B'));
    if (lost)
      return fails(
        `expected that a deposit which has waited for another one goes on in its own context, and its "${lost.text}" was sent in the context of the other`,
      );
  }
  return holds;
}
