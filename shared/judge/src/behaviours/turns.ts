import { deposit, transfer, withdraw } from '@workbook/course';
import type { Turn } from '@workbook/explorer';
import { type Finding, holds, open } from './behaviour.ts';
import type { Ground } from './ground.ts';

const others = { A: 'a deposit', B: 'a withdrawal', C: 'a transfer' };

/**
 * While a transfer stands before its commit, every other change of one of its accounts waits, and not in the database:
 * there it would keep a connection, or be done in vain. It goes on once the transfer is over. Code where this is not so
 * may be right all the same, so nothing is called wrong here: what was seen instead is said.
 */
export async function changesTakeTurns(ground: Ground): Promise<Finding> {
  await using stage = await ground.stage({
    accounts: { ann: 100, bob: 100 },
    instances: 2,
    clients: {
      A: deposit('ann', 10),
      B: withdraw('bob', 10),
      C: transfer('bob', 'ann', 10),
      D: transfer('ann', 'bob', 10),
    },
    patientTimers: true,
  });
  const alone = (await stage.run()).turns.filter(({ client }) => client === 'D');
  const before = alone.findIndex(({ sql }) => sql?.verb === 'commit');
  if (before < 0) return open('no commit of a transfer was seen');
  // After the first move of A, each client goes on as far as it can, in the order of the letters: the transfer last.
  const { turns, detail } = await stage.run(`${'D'.repeat(before)}A`);
  const commit = turns.findIndex(({ client }, i) => client === 'D' && i >= before);
  const meanwhile = turns.slice(before, commit);
  for (const [client, name] of Object.entries(others)) {
    if (meanwhile.some(({ finished }) => finished.includes(client)))
      return open(`${name} of the same account does not wait for a transfer before its commit`);
    if (meanwhile.some((turn) => turn.client === client && isWaitInDatabase(turn)))
      return open(`${name} waits for a transfer of the same account in the database`);
  }
  const refused = detail.exchanges.find(({ answer }) => answer?.status !== 200);
  if (!refused) return holds;
  return open(
    `a change that has waited for a transfer was answered ${refused.answer?.status ?? 'nothing'}`,
  );
}

const isWaitInDatabase = ({ kind, outcome }: Turn) => kind === 'sql' && outcome === 'waiting';
