import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { Answer } from '../verdict/history.ts';
import { type Finding, fails, open } from './behaviour.ts';
import { survivesFailedCommit } from './failed-commit.ts';
import { type Ground, whatCame } from './ground.ts';
import { tablesOf } from './row-locks.ts';
import type { RequestLine, Service } from './service.ts';

/** How many connections there are: as many failures of each kind, and none is left if each costs one. */
const poolSize = 2;
/** How often the database is asked for what may come in a moment, and how long each moment is. */
const looks = 400;
const lookMs = 5;

/** The balances that the requests so far must have left. */
interface Expected {
  readonly ann: { readonly id: number; balance: number };
  readonly bob: { readonly id: number; balance: number };
}

/** A request, and what it does to the balances once it is served. */
type Ask = readonly [request: RequestLine, payload?: object, done?: () => void];

/**
 * The database ends the first statement of a request on a table, as it does when it shuts down or has
 * no memory left: a read, unless the code writes at once. The request is refused or tried again, and
 * the same request is served when it comes once more: no lock is kept, no connection and no error. Then it
 * ends commits.
 */
export async function survivesFailedStatement(ground: Ground): Promise<Finding> {
  // No statement ends by itself before it is ended from outside.
  const service = await ground.start({ postgres: { poolSize, lockTimeoutMs: 60_000 } });
  const expected: Expected = {
    ann: { id: await service.open('ann', 100), balance: 100 },
    bob: { id: await service.open('bob', 100), balance: 100 },
  };
  const breaker = await Breaker.open(ground);
  for (const next of requests(service, expected)) {
    for (let failures = 0; failures < poolSize; failures += 1) {
      const ask = await next();
      const wrong = await failsOnce(ground, service, breaker, ask);
      if (wrong === undefined) continue;
      ground.abandon();
      return fails(wrong);
    }
  }
  if (!breaker.hasBroken) return open('no request waits for a table');
  for (const { id, balance } of Object.values(expected)) {
    const { body } = await service.ask(`GET /accounts/${id}`);
    const { balance: found } = body as { balance?: number };
    if (found !== balance)
      return fails(
        `expected a balance of ${balance} after changes of which some failed, and it is ${found}`,
      );
  }
  return await survivesFailedCommit(ground, service, await ground.session());
}

/** A request of each kind that begins with a read. */
function requests(service: Service, { ann, bob }: Expected): readonly (() => Promise<Ask>)[] {
  const move = (from: Expected['ann'] | undefined, to: Expected['ann'] | undefined) => () => {
    if (from) from.balance -= 1;
    if (to) to.balance += 1;
  };
  const amount = 1;
  return [
    async () => [`GET /accounts/${ann.id}`],
    async () => [`POST /accounts/${ann.id}/deposits`, { amount }, move(undefined, ann)],
    async () => [`POST /accounts/${ann.id}/withdrawals`, { amount }, move(ann, undefined)],
    async () => ['POST /transfers', { from: ann.id, to: bob.id, amount }, move(ann, bob)],
    async () => [`DELETE /accounts/${await service.open('cleo', 0)}`],
  ];
}

/** What is wrong where a statement of a request fails, and then none of the same request. */
async function failsOnce(
  ground: Ground,
  service: Service,
  breaker: Breaker,
  [request, payload, done]: Ask,
): Promise<string | undefined> {
  const broken = await breaker.during(() => ground.patiently(service.ask(request, payload)));
  if (broken === 'locked')
    return `expected that no transaction is open when every request has its answer, and before ${request} one was`;
  const isServed = broken !== undefined && broken.status < 300;
  if (!isServed && broken?.status !== 503)
    return `expected that ${request} is answered 503 when the database ends its first statement, and ${whatCame(broken)}`;
  const served = isServed ? broken : await ground.patiently(service.ask(request, payload));
  if (served === undefined || served.status >= 300)
    return `expected that ${request} is served when it comes again after a statement of it has failed, and ${whatCame(served)}`;
  done?.();
  return undefined;
}

/** Makes statements fail: it keeps all tables, and has the server cancel what waits for them. */
class Breaker {
  readonly #session: pg.Client;
  #tables = '';
  hasBroken = false;

  private constructor(session: pg.Client) {
    this.#session = session;
  }

  static async open(ground: Ground): Promise<Breaker> {
    const breaker = new Breaker(await ground.session());
    breaker.#tables = (await tablesOf(breaker.#session)).join(', ');
    await breaker.#session.query("set lock_timeout = '3s'");
    ground.defer(() => breaker.#session.query('rollback'));
    return breaker;
  }

  /** What `ask` is answered when its first statement on a table fails; `locked` when a table never comes free. */
  async during(ask: () => Promise<Answer | undefined>): Promise<Answer | undefined | 'locked'> {
    await this.#session.query('begin');
    try {
      await this.#session.query(`lock table ${this.#tables} in access exclusive mode`);
    } catch {
      await this.#session.query('rollback');
      return 'locked';
    }
    let isAnswered = false;
    const answer = ask().finally(() => {
      isAnswered = true;
    });
    const until = async (isThere: () => Promise<boolean>) => {
      for (let look = 0; look < looks && !isAnswered && !(await isThere()); look += 1)
        await delay(lookMs);
    };
    let broken: Waiting | undefined;
    await until(async () => {
      broken = await this.#waiting();
      return broken !== undefined;
    });
    if (broken) {
      this.hasBroken = true;
      await this.#session.query('select pg_cancel_backend($1)', [broken.pid]);
      // One that is tried again waits anew, and is to find its table.
      await until(async () => (await this.#waiting())?.since !== broken?.since);
    }
    await this.#session.query('rollback');
    return await answer;
  }

  /** A statement that waits for this session. */
  async #waiting(): Promise<Waiting | undefined> {
    const { rows } = await this.#session.query<Waiting>(
      `select pid, query_start::text as since from pg_stat_activity
       where datname = current_database() and pg_backend_pid() = any(pg_blocking_pids(pid))`,
    );
    return rows[0];
  }
}

/** A session of the database whose statement waits, and since when. */
interface Waiting {
  readonly pid: number;
  readonly since: string;
}
