import { type Finding, fails, holds, open } from './behaviour.ts';
import type { Ground } from './ground.ts';
import { tablesOf } from './row-locks.ts';
import type { RequestLine } from './service.ts';

/**
 * Every edit that names another version is refused with 412, an old one or one that is still to come. One that names
 * the current version is done, and says which version the account has then.
 */
export async function refusesOldVersions(ground: Ground): Promise<Finding> {
  const service = await ground.start();
  const ann = await service.open('ann', 100);
  const tag = async () => (await service.ask(`GET /accounts/${ann}`)).etag;
  const old = await tag();
  if (old === undefined) return fails('expected a version with each account, and there is none');
  const account = `/accounts/${ann}` as const;
  const edits: readonly (readonly [RequestLine, object | undefined, number])[] = [
    [`POST ${account}/deposits`, { amount: 10 }, 200],
    [`PATCH ${account}`, { owner: 'anna' }, 200],
    [`POST ${account}/withdrawals`, { amount: 111 }, 200],
    [`DELETE ${account}`, undefined, 204],
  ];
  await service.ask(`POST ${account}/deposits`, { amount: 1 });
  for (const [request, payload] of edits) {
    for (const [which, version] of [
      ['an old version', old],
      ['a version that is still to come', laterThan(old)],
    ] as const) {
      const { status } = await service.ask(request, payload, version);
      if (status !== 412)
        return fails(
          `expected that ${request} is answered 412 when it names ${which}, and it was answered ${status}`,
        );
    }
  }
  for (const [request, payload, expected] of edits) {
    const { status, etag } = await service.ask(request, payload, await tag());
    if (etag !== undefined && etag !== (await tag()))
      return fails(
        `expected that ${request} is answered with the version that the account has afterwards, and it was another one`,
      );
    if (status !== expected)
      return fails(
        `expected that ${request} is answered ${expected} when it names the current version, and it was answered ${status}`,
      );
  }
  return holds;
}

/** The tag of a version that no change has made yet. */
const laterThan = (tag: string) => tag.replace(/\d+/, (version) => String(Number(version) + 1000));

/** What a trigger does to every change of a row, so that the client always comes too late. */
const collisions = [
  // Code whose UPDATE compares the balance, and no version, can only conclude that the balance does not allow it.
  { what: 'finds no row', statement: 'return null', refusals: [409, 422, 503] },
  {
    what: 'is told to try again',
    statement: `raise exception 'could not serialize access' using errcode = '40001'`,
    refusals: [409, 503],
  },
];

/** A change that comes too late each time is answered in the end. */
export async function givesUp(ground: Ground): Promise<Finding> {
  const service = await ground.start();
  const ann = await service.open('ann', 100);
  const session = await ground.session();
  const tables = await tablesOf(session);
  // A number that was drawn stays drawn, whatever becomes of the change.
  await session.query('create schema if not exists workbook; create sequence workbook.collisions');
  for (const { what, statement, refusals } of collisions) {
    await session.query(
      `create or replace function too_late() returns trigger language plpgsql as $$ begin perform nextval('workbook.collisions'); ${statement}; end $$`,
    );
    for (const name of tables)
      await session.query(
        `create or replace trigger too_late before update or delete on ${name} for each row execute function too_late()`,
      );
    const request = `POST /accounts/${ann}/deposits` as const;
    const answer = await ground.patiently(service.ask(request, { amount: 1 }));
    const { rows } = await session.query('select is_called from workbook.collisions');
    if (!rows[0].is_called) return open('a deposit changes no row that is there already');
    if (answer === undefined)
      return fails(
        `expected that a deposit which ${what} each time gives up after a few tries, and it was not answered within 10 s`,
      );
    if (!refusals.includes(answer.status))
      return fails(
        `expected that a deposit which ${what} each time is refused with 409 or 503, and it was answered ${answer.status}`,
      );
  }
  return holds;
}
