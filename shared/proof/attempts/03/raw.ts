/** What attempts have in common that speak SQL through `pg`, without an ORM. */
import {
  type Account,
  AccountNotEmpty,
  type Accounts,
  checkOpening,
  type Resources,
  type Screen,
  Unavailable,
  UnknownAccount,
} from '@workbook/domain';
import pg from 'pg';

export const needs = ['postgres'] as const;

export async function createSchema({ postgres }: Resources): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const pool = stack.adopt(poolOf(postgres), (one) => one.end());
  await pool.query(`create table if not exists account (
    id serial primary key, owner text not null, balance bigint not null)`);
}

export function poolOf({ url, poolSize, lockTimeoutMs }: Resources['postgres']): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 3000,
    lock_timeout: lockTimeoutMs,
  });
  // A connection that breaks while nobody uses it is replaced; without a listener it would end us.
  pool.on('error', () => {});
  return pool;
}

export const columns = 'id, owner, balance';

export abstract class RawAccounts implements Accounts, AsyncDisposable {
  protected readonly pool: pg.Pool;
  protected readonly screen: Screen;

  constructor(pool: pg.Pool, screen: Screen) {
    this.pool = pool;
    this.screen = screen;
  }

  abstract deposit(id: number, amount: number): Promise<Account>;
  abstract withdraw(id: number, amount: number): Promise<Account>;
  abstract transfer(
    from: number,
    to: number,
    amount: number,
  ): Promise<{ from: Account; to: Account }>;

  async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    const insert = `insert into account (owner, balance) values ($1, $2) returning ${columns}`;
    return rowsIn(await this.query(insert, [owner, opening]))[0] as Account;
  }

  async find(id: number): Promise<Account> {
    const select = `select ${columns} from account where id = $1`;
    return found(id, rowsIn(await this.query(select, [id]))[0]);
  }

  async list(): Promise<Account[]> {
    return rowsIn(await this.query(`select ${columns} from account order by id`));
  }

  async close(id: number): Promise<void> {
    const remove = 'delete from account where id = $1 and balance = 0 returning id';
    const { rowCount } = await this.query(remove, [id]);
    if (rowCount === 1) return;
    await this.find(id);
    throw new AccountNotEmpty(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pool.end();
  }

  protected async query(text: string, values: unknown[] = []): Promise<pg.QueryResult> {
    return this.pool.query(text, values).catch(refuse);
  }

  /** All of the work on one connection, or none of it. */
  protected async transaction<T>(
    work: (client: pg.PoolClient) => Promise<T>,
    begin = 'begin',
  ): Promise<T> {
    const client = await this.pool.connect().catch(refuse);
    try {
      await client.query(begin);
      const result = await work(client);
      await client.query('commit');
      client.release();
      return result;
    } catch (error) {
      // A connection that cannot even roll back is thrown away.
      const broken = await client.query('rollback').catch((reason: Error) => reason);
      client.release(broken instanceof Error);
      return refuse(error);
    }
  }
}

/** PostgreSQL's bigint comes as text: it may be larger than a number. Balances are not. */
export function rowsIn({ rows }: pg.QueryResult): Account[] {
  return rows.map(({ id, owner, balance }) => ({ id, owner, balance: Number(balance) }));
}

export function found(id: number, account: Account | undefined): Account {
  if (!account) throw new UnknownAccount(id);
  return account;
}

/** What the database reports may pass by itself, unless it is our own mistake; and so may a lost connection. */
export function refuse(error: unknown): never {
  const { name, code = '' } = error as { readonly name?: string; readonly code?: string };
  const isOfDatabase = ['Error', 'error', 'AggregateError'].includes(name ?? '');
  if (!isOfDatabase || /^(22|23|42)/.test(code)) throw error;
  throw new Unavailable('the database cannot do this now, try again', { cause: error });
}
