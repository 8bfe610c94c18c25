import type pg from 'pg';
import { type Finding, fails, holds } from './behaviour.ts';
import { type Ground, whatCame } from './ground.ts';
import type { RequestLine, Service } from './service.ts';

/** An instance that waits for a row no longer than this, with two accounts in rows that are locked. */
async function withLockedRows(
  ground: Ground,
  look: (service: Service, ids: readonly [number, number], holder: pg.Client) => Promise<Finding>,
): Promise<Finding> {
  const service = await ground.start({ postgres: { lockTimeoutMs: 50 } });
  const ids = [await service.open('ann', 100), await service.open('bob', 100)] as const;
  const holder = await ground.session();
  await holder.query('begin');
  ground.defer(() => holder.query('rollback'));
  for (const table of await tablesOf(holder))
    await holder.query(`select 1 from ${table} for update`);
  return await look(service, ids, holder);
}

/** The names of all tables of the code under test; one that has partitions stands for them. */
export async function tablesOf(session: pg.Client): Promise<readonly string[]> {
  const { rows } = await session.query<{ name: string }>(
    `select format('%I.%I', nspname, relname) as name
     from pg_class c join pg_namespace n on n.oid = relnamespace
     where nspname = 'public' and relkind in ('r', 'p') and not relispartition`,
  );
  return rows.map(({ name }) => name);
}

/** Readers are answered while a row is locked. */
export function readsWithoutWaiting(ground: Ground): Promise<Finding> {
  return withLockedRows(ground, async (service, [ann]) => {
    for (const request of [`GET /accounts/${ann}`, 'GET /accounts'] as RequestLine[]) {
      const answer = await ground.patiently(service.ask(request));
      if (answer?.status !== 200)
        return fails(
          `expected that ${request} is answered 200 while the row is locked, and ${whatCame(answer)}`,
        );
    }
    return holds;
  });
}

/** A change that waits for a row is refused after a while, and works when it is sent again once the row is free. */
export function boundsItsWait(ground: Ground): Promise<Finding> {
  return withLockedRows(ground, async (service, [ann, bob], holder) => {
    const changes: readonly (readonly [RequestLine, object])[] = [
      [`POST /accounts/${ann}/deposits`, { amount: 1 }],
      [`POST /accounts/${ann}/withdrawals`, { amount: 1 }],
      ['POST /transfers', { from: bob, to: ann, amount: 1 }],
    ];
    const ask = ([request, payload]: (typeof changes)[number], key: string) =>
      ground.patiently(service.ask(request, payload, undefined, key));
    for (const [i, change] of changes.entries()) {
      const answer = await ask(change, `again-${i}`);
      if (answer === undefined || answer.status === 500)
        return fails(
          `expected that ${change[0]} is answered 503 when another session keeps the row, and ${whatCame(answer)}`,
        );
    }
    await holder.query('rollback');
    for (const [i, change] of changes.entries()) {
      const answer = await ask(change, `again-${i}`);
      if (answer?.status !== 200)
        return fails(
          `expected that ${change[0]} is answered 200 when it is sent again once the row is free, and ${whatCame(answer)}`,
        );
    }
    return holds;
  });
}
