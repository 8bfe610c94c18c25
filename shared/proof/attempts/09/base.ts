/** What attempts at step 09 have in common: the tables of its finished code, and its accounts with open methods. */
import {
  DriverException,
  defineEntity,
  type EntityManager,
  LockMode,
  MikroORM,
  p,
} from '@mikro-orm/postgresql';
import {
  type Account,
  AccountNotEmpty,
  balanceAfterDeposit,
  balanceAfterOverdraft,
  checkAmount,
  checkAnotherAccount,
  checkOpening,
  checkTransfer,
  type OwnerReport,
  type ReportingAccounts,
  type Resources,
  type Screen,
  Unavailable,
  UnknownAccount,
} from '@workbook/domain';
import { createTables } from '@workbook/schema';

/** The services that this step's storage lives on. */
export const needs = ['postgres'] as const;

const OwnerSchema = defineEntity({
  name: 'OwnerRow',
  tableName: 'owner',
  properties: {
    name: p.string().primary(),
  },
});

export class OwnerRow extends OwnerSchema.class {}
OwnerSchema.setClass(OwnerRow);

const AccountSchema = defineEntity({
  name: 'AccountRow',
  tableName: 'account',
  properties: {
    id: p.integer().primary().autoincrement(),
    owner: () => p.manyToOne(OwnerRow).mapToPk().fieldName('owner').index(),
    balance: p.bigint('number'),
  },
});

export class AccountRow extends AccountSchema.class {}
AccountSchema.setClass(AccountRow);

/** Creates the tables in an empty database. Any other one is left as it is, by an error. */
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
    entities: [OwnerRow, AccountRow],
    clientUrl: url,
    pool: { max: poolSize },
    driverOptions: { connectionTimeoutMillis: 3000, lock_timeout: lockTimeoutMs },
  });
  await orm.connect();
  return orm;
}

/** The accounts of step 09: each change locks the rows of the owners that it is about. */
export class OwnerLockedAccounts implements ReportingAccounts, AsyncDisposable {
  protected readonly orm: MikroORM;
  protected readonly screen: Screen;

  constructor(orm: MikroORM, screen: Screen) {
    this.orm = orm;
    this.screen = screen;
  }

  async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    return this.transaction(async (em) => {
      await this.lockNewOwner(em, owner);
      await this.checkAnother(em, owner);
      const row = em.create(AccountRow, { owner, balance: opening });
      await em.flush();
      return accountOf(row);
    });
  }

  async find(id: number): Promise<Account> {
    return this.query(async (em) => accountOf(await rowOf(em, id)));
  }

  async list(): Promise<Account[]> {
    return this.query(async (em) => {
      const rows = await em.findAll(AccountRow, { orderBy: { id: 'asc' } });
      return rows.map(accountOf);
    });
  }

  async report(owner: string): Promise<OwnerReport> {
    const rows = await this.query((em) => em.find(AccountRow, { owner }));
    return { owner, accounts: rows.length, total: sumOf(rows) };
  }

  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.transaction(async (em) => {
      const row = await this.lockedRow(em, id);
      row.balance = balanceAfterDeposit(row, amount);
      return accountOf(row);
    });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.transaction(async (em) => {
      const row = await this.lockedRow(em, id);
      row.balance = balanceAfterOverdraft(row, await heldBy(em, row.owner), amount);
      return accountOf(row);
    });
  }

  async transfer(
    from: number,
    to: number,
    amount: number,
  ): Promise<{ from: Account; to: Account }> {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.transaction(async (em) => {
      await this.lockOwners(em, [from, to]);
      const debited = await rowOf(em, from);
      const credited = await rowOf(em, to);
      debited.balance = balanceAfterOverdraft(debited, await heldBy(em, debited.owner), amount);
      credited.balance = balanceAfterDeposit(credited, amount);
      return { from: accountOf(debited), to: accountOf(credited) };
    });
  }

  async close(id: number): Promise<void> {
    return this.transaction(async (em) => {
      const row = await this.lockedRow(em, id);
      if (row.balance !== 0) throw new AccountNotEmpty(id);
      em.remove(row);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.orm.close();
  }

  /** Creates the owner's row where it is missing, and locks it. */
  protected async lockNewOwner(em: EntityManager, owner: string): Promise<void> {
    await em.execute('insert into owner (name) values (?) on conflict do nothing', [owner]);
    await em.findOneOrFail(OwnerRow, owner, { lockMode: LockMode.PESSIMISTIC_WRITE });
  }

  /** Throws unless the owner may have one more account. */
  protected async checkAnother(em: EntityManager, owner: string): Promise<void> {
    checkAnotherAccount(owner, await em.count(AccountRow, { owner }));
  }

  /** The row as it is once its owner is locked. */
  protected async lockedRow(em: EntityManager, id: number): Promise<AccountRow> {
    await this.lockOwners(em, [id]);
    return rowOf(em, id);
  }

  /** Locks the owners of these accounts, in the order of their names. */
  protected async lockOwners(em: EntityManager, ids: number[]): Promise<void> {
    const names = em.createQueryBuilder(AccountRow).select('owner').where({ id: ids });
    await em.find(
      OwnerRow,
      { name: { $in: names } },
      { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { name: 'asc' } },
    );
  }

  protected async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.query((em) => em.transactional(work));
  }

  protected async query<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await work(this.orm.em.fork());
    } catch (error) {
      throw refusalOf(error);
    }
  }
}

export async function rowOf(em: EntityManager, id: number): Promise<AccountRow> {
  const row = await em.findOne(AccountRow, id);
  if (!row) throw new UnknownAccount(id);
  return row;
}

/** What all accounts of an owner hold together. */
export async function heldBy(em: EntityManager, owner: string): Promise<number> {
  return sumOf(await em.find(AccountRow, { owner }));
}

export function sumOf(rows: readonly AccountRow[]): number {
  return rows.reduce((sum, { balance }) => sum + balance, 0);
}

export function accountOf({ id, owner, balance }: AccountRow): Account {
  return { id, owner, balance };
}

/** Classes 22, 23 and 42 are our own mistakes; what else the database reports may pass by itself. */
export function refusalOf(error: unknown): unknown {
  if (!isOfDatabase(error) || /^(22|23|42)/.test(error.code ?? '')) return error;
  return new Unavailable('the database cannot do this now, try again', { cause: error });
}

/** The SQLSTATE of what the database has reported, as `query` throws it on. */
export function codeOf(error: unknown): string {
  const reported = error instanceof Unavailable ? error.cause : error;
  return isOfDatabase(reported) ? (reported.code ?? '') : '';
}

function isOfDatabase(error: unknown): error is Error & { readonly code?: string } {
  if (error instanceof DriverException) return true;
  const names = ['Error', 'error', 'AggregateError', 'AbortedTransactionError'];
  return error instanceof Error && names.includes(error.name);
}
