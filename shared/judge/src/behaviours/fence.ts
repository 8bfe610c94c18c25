import { deposit } from '@workbook/course';
import type pg from 'pg';
import { type Finding, fails, holds, open } from './behaviour.ts';
import { type Ground, whatCame } from './ground.ts';
import type { RequestLine } from './service.ts';

/** More than any number that is drawn. */
const highest = 9_000_000_000_000_000;

/**
 * Each change raises the fence of its accounts, in a transaction that has read nothing before, and is refused where a
 * later one has been there. Code that raises none may be right all the same, and is not judged; a fence that is raised
 * for some accounts only, or that refuses nothing, keeps no change out.
 */
export async function fencesChanges(ground: Ground): Promise<Finding> {
  const service = await ground.start();
  const [ann, bob] = [await service.open('ann', 100), await service.open('bob', 100)];
  const session = await ground.session();
  const table = await tableOfFences(session);
  if (table === undefined) return open('no table has a column called fence');
  const fenceOf = async (id: number) => {
    const { rows } = await session.query<{ fence: string }>(
      `select fence from ${table.name} where ${table.key} = $1`,
      [id],
    );
    return Number(rows[0]?.fence ?? 0);
  };
  const changes: readonly (readonly [RequestLine, object, ...ids: number[]])[] = [
    [`POST /accounts/${ann}/deposits`, { amount: 50 }, ann],
    [`POST /accounts/${ann}/withdrawals`, { amount: 20 }, ann],
    ['POST /transfers', { from: ann, to: bob, amount: 30 }, ann, bob],
    [`PATCH /accounts/${ann}`, { owner: 'anna' }, ann],
  ];
  const forgotten: string[] = [];
  let raised = 0;
  for (const [request, payload, ...ids] of changes) {
    const before = await Promise.all(ids.map(fenceOf));
    const { etag } = await service.ask(`GET /accounts/${ann}`);
    await service.ask(request, payload, request.startsWith('PATCH') ? etag : undefined);
    for (const [i, id] of ids.entries()) {
      const [was, is] = [before[i] ?? 0, await fenceOf(id)];
      if (is > was) raised += 1;
      else
        forgotten.push(
          `${request} raises the fence of account ${id}, and it was ${was} and is ${is}`,
        );
    }
  }
  if (raised === 0) return open('no change raises the fence of its account');
  if (forgotten[0]) return fails(`expected that ${forgotten[0]}`);
  await session.query(`update ${table.name} set fence = $1 where ${table.key} = $2`, [
    highest,
    ann,
  ]);
  const late: readonly (readonly [RequestLine, object])[] = [
    [`POST /accounts/${ann}/deposits`, { amount: 1 }],
    ['POST /transfers', { from: bob, to: ann, amount: 1 }],
  ];
  for (const [request, payload] of late) {
    const answer = await ground.patiently(service.ask(request, payload));
    if (answer?.status === 409 || answer?.status === 503) continue;
    return fails(
      `expected that ${request} is refused where a change with a later number has been, and ${whatCame(answer)}`,
    );
  }
  return await fencesFirst(ground);
}

/** Nothing is read in the transaction before the row is written to, or locked. */
async function fencesFirst(ground: Ground): Promise<Finding> {
  await using stage = await ground.stage({
    accounts: { ann: 100 },
    instances: 1,
    clients: { A: deposit('ann', 10) },
  });
  const { turns } = await stage.run();
  const begun = turns.findIndex(({ sql }) => sql?.verb === 'begin');
  const first = turns.slice(begun + 1).find(({ sql }) => sql && sql.tables.length > 0)?.sql;
  if (begun < 0 || !first) return open('no transaction of a deposit was seen');
  if (first.verb === 'update' || first.verb === 'insert' || first.locksRows) return holds;
  return open(
    `a transaction has read its account before it raises the fence: it begins with ${first.verb.toUpperCase()}`,
  );
}

/** The table that has a column of that name, with its primary key; undefined when there is none. */
async function tableOfFences(
  session: pg.Client,
): Promise<{ readonly name: string; readonly key: string } | undefined> {
  const { rows } = await session.query<{ name: string; key: string }>(
    `select format('%I.%I', table_schema, table_name) as name, quote_ident(k.attname) as key
       from information_schema.columns
       join pg_index on indrelid = format('%I.%I', table_schema, table_name)::regclass
         and indisprimary and indnkeyatts = 1
       join pg_attribute k on k.attrelid = indrelid and k.attnum = indkey[0]
      where table_schema = 'public' and column_name = 'fence'
        and data_type in ('bigint', 'numeric') limit 1`,
  );
  return rows[0];
}
