import type pg from 'pg';
import { beforeCommits } from './before-commits.ts';
import { type Finding, fails, holds } from './behaviour.ts';
import { type Ground, whatCame } from './ground.ts';
import type { RequestLine, Service } from './service.ts';

/**
 * The database ends a commit: of a transaction, or of a statement that is one by itself. A client that is
 * told that its change is done finds it in the database, and one that is refused finds what was there before.
 */
export async function survivesFailedCommit(
  ground: Ground,
  service: Service,
  session: pg.Client,
): Promise<Finding> {
  await failFirstCommits(session);
  const [ann, bob] = [await service.open('ann', 100), await service.open('bob', 100)];
  const cleo = await service.open('cleo', 0);
  const changes: readonly (readonly [RequestLine, object | undefined])[] = [
    [`POST /accounts/${ann}/deposits`, { amount: 1 }],
    [`POST /accounts/${ann}/withdrawals`, { amount: 1 }],
    ['POST /transfers', { from: ann, to: bob, amount: 1 }],
    [`DELETE /accounts/${cleo}`, undefined],
  ];
  for (const [request, payload] of changes) {
    const before = await accountsOf(service);
    await session.query("select setval('workbook.commits', 1, false)");
    const answer = await ground.patiently(service.ask(request, payload));
    await session.query("select setval('workbook.commits', 2)");
    const isServed = answer !== undefined && answer.status < 300;
    if (!isServed && answer?.status !== 503 && answer?.status !== 409)
      return fails(
        `expected that ${request} is answered 503 when the database ends its commit, and ${whatCame(answer)}`,
      );
    const isDone = (await accountsOf(service)) !== before;
    if (isServed && !isDone)
      return fails(
        `expected that ${request} is refused when the database ends its commit, and it was answered ${answer.status} although nothing has changed`,
      );
    if (!isServed && isDone)
      return fails(
        `expected that ${request} changes nothing when it is refused, and it was answered ${answer.status} although it has`,
      );
  }
  return holds;
}

/** All accounts, as text that two looks can be compared by. */
async function accountsOf(service: Service): Promise<string> {
  return JSON.stringify((await service.ask('GET /accounts')).body);
}

/** From now on a commit that has changed a row of a table fails when the sequence stands at its beginning. */
async function failFirstCommits(session: pg.Client): Promise<void> {
  await session.query(`
    create schema workbook;
    create sequence workbook.commits start 2`);
  // A sequence is not rolled back: a commit that is tried again comes through.
  await beforeCommits(
    session,
    'end_first',
    `if nextval('workbook.commits') = 1 then
      raise exception 'canceling statement due to user request' using errcode = '57014';
    end if;`,
  );
}
