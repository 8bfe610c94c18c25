import { deposit, transfer, withdraw } from '@workbook/course';
import type { Turn } from '@workbook/explorer';
import { type Finding, fails, holds, open } from './behaviour.ts';
import type { Ground } from './ground.ts';

const others = { A: 'a deposit', B: 'a withdrawal', C: 'a transfer' };

/**
 * While a transfer stands before its commit, every other change of one of its accounts waits, and not in the database:
 * there it would keep a connection, or be done in vain. It goes on once the transfer is over.
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
  for (const [client, name] of Object.entries(others)) {
    const expected = `expected that ${name} waits, and not in the database, while a transfer of the same account stands before its commit`;
    const meanwhile = turns.slice(before, commit);
    if (meanwhile.some(({ finished }) => finished.includes(client)))
      return fails(`${expected}, and it was answered`);
    if (meanwhile.some((turn) => turn.client === client && isWaitInDatabase(turn)))
      return fails(`${expected}, and it has a transaction there, which waits`);
  }
  const refused = detail.exchanges.find(({ answer }) => answer?.status !== 200);
  if (!refused) return holds;
  return fails(
    `expected that changes which have waited for a transfer are answered 200 after it, and one was answered ${refused.answer?.status ?? 'nothing'}`,
  );
}

const isWaitInDatabase = ({ kind, outcome }: Turn) => kind === 'sql' && outcome === 'waiting';
