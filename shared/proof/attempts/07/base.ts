/** What attempts at step 07 have in common: the table with its version, and the step's own accounts. */
import { setTimeout as delay } from 'node:timers/promises';
import {
  DriverException,
  defineEntity,
  type EntityManager,
  MikroORM,
  OptimisticLockError,
  p,
} from '@mikro-orm/postgresql';
import {
  AccountNotEmpty,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  Conflict,
  checkAmount,
  checkOpening,
  checkOwner,
  checkTransfer,
  type Resources,
  type Screen,
  Unavailable,
  UnknownAccount,
  type VersionedAccount,
  type VersionedAccounts,
  VersionMismatch,
} from '@workbook/domain';
import { createTables } from '@workbook/schema';

/** The services that this step's storage lives on. */
export const needs = ['postgres'] as const;

/** How often a change is tried before its user is told that there is too much of a crowd. */
export const maxTries = 5;
/** The longest wait before the second try; it doubles with every further one. */
export const backoffMs = 10;

const AccountSchema = defineEntity({
  name: 'AccountRow',
  tableName: 'account',
  properties: {
    id: p.integer().primary().autoincrement(),
    owner: p.string(),
    balance: p.bigint('number'),
    /** Counts the changes: an UPDATE names the version that it was computed from, in its WHERE. */
    version: p.integer().version(),
  },
});

export class AccountRow extends AccountSchema.class {}
AccountSchema.setClass(AccountRow);

/** Creates the table in an empty database. Any other one is left as it is, by an error. */
export async function createSchema({ postgres }: Resources): Promise<void> {
  await using orm = await connect(postgres);
  await createTables(orm);
}

export async function connect({
  url,
  poolSize,
  lockTimeoutMs,
}: Resources['postgres']): Promise<MikroORM> {
  const orm = await MikroORM.init({
    entities: [AccountRow],
    clientUrl: url,
    pool: { max: poolSize },
    driverOptions: { connectionTimeoutMillis: 3000, lock_timeout: lockTimeoutMs },
  });
  // A service that cannot reach its database is better told so now than by its first user.
  await orm.connect();
  return orm;
}

export class OptimisticAccounts implements VersionedAccounts, AsyncDisposable {
  protected readonly orm: MikroORM;
  protected readonly screen: Screen;

  constructor(orm: MikroORM, screen: Screen) {
    this.orm = orm;
    this.screen = screen;
  }

  async open(owner: string, opening: number): Promise<VersionedAccount> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    return this.query(async (em) => {
      const row = em.create(AccountRow, { owner, balance: opening });
      await em.flush();
      return accountOf(row);
    });
  }

  async find(id: number): Promise<VersionedAccount> {
    return this.query(async (em) => accountOf(await this.row(em, id)));
  }

  async list(): Promise<VersionedAccount[]> {
    return this.query(async (em) => {
      const rows = await em.findAll(AccountRow, { orderBy: { id: 'asc' } });
      return rows.map(accountOf);
    });
  }

  async deposit(id: number, amount: number, expectedVersion?: number): Promise<VersionedAccount> {
    checkAmount(amount);
    return this.transaction(async (em) => {
      const row = await this.row(em, id, expectedVersion);
      row.balance = balanceAfterDeposit(row, amount);
      await em.flush();
      return accountOf(row);
    });
  }

  async withdraw(id: number, amount: number, expectedVersion?: number): Promise<VersionedAccount> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.transaction(async (em) => {
      const row = await this.row(em, id, expectedVersion);
      row.balance = balanceAfterWithdrawal(row, amount);
      await em.flush();
      return accountOf(row);
    });
  }

  async transfer(
    from: number,
    to: number,
    amount: number,
  ): Promise<{ from: VersionedAccount; to: VersionedAccount }> {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.transaction(async (em) => {
      const debited = await this.row(em, from);
      const credited = await this.row(em, to);
      const balances = new Map([
        [debited, balanceAfterWithdrawal(debited, amount)],
        [credited, balanceAfterDeposit(credited, amount)],
      ]);
      // One flush for each row: for several rows at once MikroORM compares the versions in a SELECT,
      // and then updates without them. In the order of the ids, so that nobody waits in a circle.
      for (const [row, balance] of [...balances].sort(([a], [b]) => a.id - b.id)) {
        row.balance = balance;
        await em.flush();
      }
      return { from: accountOf(debited), to: accountOf(credited) };
    });
  }

  async rename(id: number, owner: string, expectedVersion: number): Promise<VersionedAccount> {
    checkOwner(owner);
    return this.transaction(async (em) => {
      const row = await this.row(em, id, expectedVersion);
      row.owner = owner;
      await em.flush();
      return accountOf(row);
    });
  }

  async close(id: number, expectedVersion?: number): Promise<void> {
    return this.transaction(async (em) => {
      const row = await this.row(em, id, expectedVersion);
      if (row.balance > 0) throw new AccountNotEmpty(id);
      const deleted = await em.nativeDelete(AccountRow, { id, version: row.version });
      if (deleted === 0)
        throw new OptimisticLockError('the account was changed before it was closed');
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.orm.close();
  }

  /**
   * All of the work, or none of it. Whoever finds that somebody else was faster begins anew, from
   * the read on, and with an entity manager that remembers nothing of the try before.
   */
  protected async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.query((em) => em.transactional(work));
      } catch (error) {
        if (!(error instanceof OptimisticLockError)) throw error;
        if (tries === maxTries) throw new Conflict(undefined, { cause: error });
        // A random wait: two that have collided would else collide again.
        await delay(Math.random() * backoffMs * 2 ** (tries - 1));
      }
    }
  }

  /** The row; an edit that spans two requests says which version it was decided on. */
  protected async row(
    em: EntityManager,
    id: number,
    expectedVersion?: number,
  ): Promise<AccountRow> {
    return rowOf(em, id, expectedVersion);
  }

  /** Every call works on an entity manager of its own: rows that another call has read are not shared. */
  protected async query<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await work(this.orm.em.fork());
    } catch (error) {
      throw refusalOf(error);
    }
  }
}

/** The row; an edit that spans two requests says which version it was decided on. */
export async function rowOf(
  em: EntityManager,
  id: number,
  expectedVersion?: number,
): Promise<AccountRow> {
  const row = await em.findOne(AccountRow, id);
  if (!row) throw new UnknownAccount(id);
  if (expectedVersion !== undefined && row.version !== expectedVersion) {
    throw new VersionMismatch(id, expectedVersion);
  }
  return row;
}

export function accountOf({ id, owner, balance, version }: AccountRow): VersionedAccount {
  return { id, owner, balance, version };
}

/** Classes 22, 23 and 42 are our own mistakes; whatever else the database reports may pass by itself. */
export function refusalOf(error: unknown): unknown {
  if (!isOfDatabase(error) || /^(22|23|42)/.test(error.code ?? '')) return error;
  return new Unavailable('the database cannot do this now, try again', { cause: error });
}

function isOfDatabase(error: unknown): error is Error & { readonly code?: string } {
  if (error instanceof DriverException) return true;
  const names = ['Error', 'error', 'AggregateError', 'AbortedTransactionError'];
  return error instanceof Error && names.includes(error.name);
}
