import { close, deposit, type Request, transfer, withdraw } from '@workbook/course';
import { type Finding, fails, holds, open } from './behaviour.ts';
import type { Ground } from './ground.ts';

/** Each change, and a deposit to the account that it is about. */
const changes: readonly (readonly [name: string, change: Request, beside: Request])[] = [
  ['a deposit', deposit('ann', 10), deposit('ann', 50)],
  ['a withdrawal', withdraw('ann', 30), deposit('ann', 50)],
  ['a transfer', transfer('ann', 'bob', 30), deposit('bob', 50)],
  ['a closing', close('cleo'), deposit('cleo', 50)],
];

/**
 * While a change has read its accounts and written nothing yet, another change of them goes through in another
 * instance: nothing is locked for a decision. What then becomes of the first one is not looked at.
 */
export async function decidesWithoutLocks(ground: Ground): Promise<Finding> {
  for (const [name, change, beside] of changes) {
    await using stage = await ground.stage({
      accounts: { ann: 100, bob: 100, cleo: 0 },
      instances: 2,
      clients: { A: beside, B: change },
    });
    const alone = (await stage.run('B')).turns.filter(({ client }) => client === 'B');
    const before = alone.findIndex(({ kind, text }) => kind === 'sql' && writes.test(text));
    if (before < 0) return open(`${name} was not seen to write`);
    // After its first move, the deposit goes on as far as it can: to its answer, unless it waits.
    const { turns, detail } = await stage.run(`${'B'.repeat(before)}A`);
    const [next] = turns.slice(before).filter(({ client }) => client === 'B');
    const answered = turns.find(({ finished }) => finished.includes('A'));
    const waits = !answered || (next && answered.index > next.index);
    const { status } = detail.exchanges.find(({ client }) => client === 'A')?.answer ?? {};
    if (waits || status !== 200)
      return fails(
        `expected that a deposit goes through while ${name} of the same account has read and written nothing yet, and it ${waits ? 'waits for a lock' : `was answered ${status}`}`,
      );
  }
  return holds;
}

/** How a statement begins that changes a row. */
const writes = /^\s*(?:update|delete|insert|merge|with)\b/i;
