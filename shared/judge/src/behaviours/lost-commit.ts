import type pg from 'pg';
import type { Answer } from '../verdict/history.ts';
import { type Finding, fails, holds, open } from './behaviour.ts';
import { noGate } from './connections.ts';
import { type Break, canHaveGate, openGate } from './gate.ts';
import { type Ground, whatCame } from './ground.ts';
import { tablesOf } from './row-locks.ts';
import type { RequestLine, Service } from './service.ts';

/** An account, as far as a change may change it. */
interface Stored {
  readonly id: number;
  readonly owner: string;
  readonly balance: number;
}

/** A request, and what the accounts are once it is done. */
interface Change {
  readonly request: RequestLine;
  readonly payload?: object;
  readonly ifMatch?: string | undefined;
  readonly done: (accounts: readonly Stored[]) => readonly Stored[];
}

/** No change commits more often than this. */
const mostCommits = 5;

/**
 * A connection breaks when the database has committed, and before the client is told. Only the database knows then
 * whether the change is done: it is done once at most, a client that is told that it is finds it, and one that
 * is told something else than 503 finds nothing.
 */
export async function survivesLostCommit(ground: Ground): Promise<Finding> {
  const url = ground.urls.postgresUrl ?? '';
  if (!canHaveGate(url)) return open(noGate);
  ignoreDeaths(ground);
  const breaker = new Breaker(await ground.session());
  const gate = await openGate(url, () => breaker.breaks());
  ground.defer(() => gate.shut());
  const service = await ground.start({ postgres: { url: gate.url } });
  const witness = await ground.start();
  for (const how of ['closed', 'reset'] as const) {
    for (const next of await changes(witness)) {
      for (let commit = 1; commit <= mostCommits; commit += 1) {
        const change = await next();
        const before = await accountsOf(witness);
        await breaker.arm(commit, how);
        const answer = await ground.patiently(
          service.ask(change.request, change.payload, change.ifMatch),
        );
        if (!breaker.disarm()) break;
        const wrong = wrongWith(change, answer, before, await accountsOf(witness));
        if (wrong !== undefined) return fails(wrong);
      }
    }
  }
  return breaker.hasBroken ? holds : open('no change commits anything');
}

/** Changes of each kind, each prepared anew. */
async function changes(witness: Service): Promise<readonly (() => Promise<Change>)[]> {
  const ann = await witness.open('ann', 1000);
  const bob = await witness.open('bob', 1000);
  const amount = 10;
  const plus = (id: number, sum: number) => (accounts: readonly Stored[]) =>
    accounts.map((one) => (one.id === id ? { ...one, balance: one.balance + sum } : one));
  const moved = (accounts: readonly Stored[]) => plus(bob, amount)(plus(ann, -amount)(accounts));
  const { etag } = await witness.ask(`GET /accounts/${ann}`);
  const rename = async () => {
    const owner = `ann ${(await versionOf(witness, ann)) ?? ''}`;
    return {
      request: `PATCH /accounts/${ann}` as const,
      payload: { owner },
      ifMatch: await versionOf(witness, ann),
      done: (accounts: readonly Stored[]) =>
        accounts.map((one) => (one.id === ann ? { ...one, owner } : one)),
    };
  };
  return [
    async () => ({
      request: `POST /accounts/${ann}/deposits`,
      payload: { amount },
      done: plus(ann, amount),
    }),
    async () => ({
      request: `POST /accounts/${ann}/withdrawals`,
      payload: { amount },
      done: plus(ann, -amount),
    }),
    async () => ({
      request: 'POST /transfers',
      payload: { from: ann, to: bob, amount },
      done: moved,
    }),
    async () => ({
      request: 'POST /accounts',
      payload: { owner: 'dora', opening: amount },
      done: (accounts) => [...accounts, { id: newId, owner: 'dora', balance: amount }],
    }),
    async () => {
      const id = await witness.open('cleo', 0);
      return {
        request: `DELETE /accounts/${id}`,
        done: (accounts) => accounts.filter((one) => one.id !== id),
      };
    },
    ...(etag === undefined ? [] : [rename]),
  ];
}

/** In place of the id of an account that was opened: it may be any. */
const newId = 0;

const versionOf = async (service: Service, id: number) =>
  (await service.ask(`GET /accounts/${id}`)).etag;

/** What is wrong with a change whose commit had no answer. */
function wrongWith(
  { request, done }: Change,
  answer: Answer | undefined,
  before: readonly Stored[],
  after: readonly Stored[],
): string | undefined {
  const lost = `when the connection breaks before its commit is answered`;
  const found = asText(after, before);
  const isDone = found === asText(done(before), before);
  const isUndone = found === asText(before, before);
  if (!isDone && !isUndone)
    return `expected that ${request} is done once at most ${lost}, and it was done more than once, or in part`;
  if (answer === undefined || answer.status === 500)
    return `expected that ${request} is answered 503 ${lost}, and ${whatCame(answer)}`;
  if (answer.status < 300 && isUndone)
    return `expected that ${request} is refused ${lost} and nothing has changed, and ${whatCame(answer)}`;
  if (answer.status >= 300 && answer.status !== 503 && isDone)
    return `expected that ${request} is answered 503 ${lost}, as it may be done, and ${whatCame(answer)} although it is done`;
  return undefined;
}

/** All accounts. The list comes from the database, where a cache may hold what was before. */
async function accountsOf(service: Service): Promise<readonly Stored[]> {
  return (await service.ask('GET /accounts')).body as readonly Stored[];
}

/** The accounts as text that can be compared; one that was not there `before` has any id. */
function asText(accounts: readonly Stored[], before: readonly Stored[]): string {
  const isOld = (id: number) => before.some((one) => one.id === id);
  const lines = accounts.map(
    ({ id, owner, balance }) => `${isOld(id) ? id : newId} ${owner} ${balance}`,
  );
  return lines.sort().join('\n');
}

/** Decides at which commit a connection breaks. */
class Breaker {
  readonly #session: pg.Client;
  #stored = '';
  #left = 0;
  #how: Break = 'closed';
  hasBroken = false;

  constructor(session: pg.Client) {
    this.#session = session;
  }

  /** From now on the connection breaks at the commit that is the `commit`th to change a table. */
  async arm(commit: number, how: Break): Promise<void> {
    this.#how = how;
    this.#stored = await this.#look();
    this.#left = commit;
  }

  /** Nothing breaks any more. Whether something did. */
  disarm(): boolean {
    const broke = this.#left === 0;
    this.#left = 0;
    return broke;
  }

  async breaks(): Promise<Break | undefined> {
    if (this.#left === 0) return undefined;
    const stored = await this.#look();
    if (stored === this.#stored || this.#left === 0) return undefined;
    this.#stored = stored;
    this.#left -= 1;
    if (this.#left > 0) return undefined;
    this.hasBroken = true;
    return this.#how;
  }

  /** All that is committed, as text that can be compared. */
  async #look(): Promise<string> {
    const tables = await tablesOf(this.#session);
    const texts = tables.map(
      (table) => `select string_agg(one::text, ';' order by one::text) as text from ${table} one`,
    );
    const { rows } = await this.#session.query<{ text: string }>(texts.join(' union all '));
    return JSON.stringify(rows);
  }
}

/** A driver's client may tell of its broken connection by an error that no code handles: that is not looked at here. */
function ignoreDeaths(ground: Ground): void {
  const ignore = () => {};
  process.on('uncaughtException', ignore);
  ground.defer(() => process.off('uncaughtException', ignore));
}
