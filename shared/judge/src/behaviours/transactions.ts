import { close, deposit, transfer, withdraw } from '@workbook/course';
import type { Turn } from '@workbook/explorer';
import { type Finding, fails, holds, open } from './behaviour.ts';
import type { Ground } from './ground.ts';

/** Each change reads and writes in one transaction. */
export async function changesInOneTransaction(ground: Ground): Promise<Finding> {
  const changes = {
    A: { name: 'a deposit', request: deposit('ann', 10) },
    B: { name: 'a withdrawal', request: withdraw('ann', 10) },
    C: { name: 'a transfer', request: transfer('ann', 'bob', 10) },
    D: { name: 'a closing', request: close('cid') },
  };
  await using stage = await ground.stage({
    accounts: { ann: 100, bob: 100, cid: 0 },
    instances: 1,
    clients: Object.fromEntries(
      Object.entries(changes).map(([client, { request }]) => [client, request]),
    ),
  });
  const { turns } = await stage.run();
  for (const [client, { name }] of Object.entries(changes)) {
    const own = turns.filter((turn) => turn.client === client && turn.kind === 'sql');
    const transactions = transactionsIn(own);
    if (transactions.length === 0) return open(`no statement of ${name} was seen`);
    if (transactions.length > 1)
      return fails(
        `expected that ${name} reads and writes in one transaction, and it took ${transactions.length}: ${transactions.join('; then ')}`,
      );
  }
  return holds;
}

/** The transactions that touched data, each as its verbs. A statement alone is one of its own. */
function transactionsIn(turns: readonly Turn[]): string[] {
  const found: string[] = [];
  let isOpen = false;
  let verbs: string[] = [];
  for (const { sql } of turns) {
    const verb = sql?.verb ?? 'other';
    if (verb === 'set' || verb === 'savepoint') continue;
    if (verb === 'begin') isOpen = true;
    else if (verb === 'commit' || verb === 'rollback') isOpen = false;
    // What names no table, such as a question whether the connection still works, touches no data.
    else if (verb !== 'select' || sql?.mayChange || (sql?.tables.length ?? 0) > 0)
      verbs.push(verb.toUpperCase());
    else continue;
    if (isOpen) continue;
    if (verbs.length > 0) found.push(verbs.join(', '));
    verbs = [];
  }
  return found;
}
