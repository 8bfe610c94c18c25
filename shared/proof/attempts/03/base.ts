/** What attempts at steps 03 to 06 have in common: the table, and the naive accounts of step 03. */
import {
  DriverException,
  defineEntity,
  type EntityManager,
  MikroORM,
  p,
} from '@mikro-orm/postgresql';
import {
  type Account,
  AccountNotEmpty,
  type Accounts,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  checkOpening,
  checkTransfer,
  type Resources,
  type Screen,
  Unavailable,
  UnknownAccount,
} from '@workbook/domain';
import { createTables } from '@workbook/schema';

/** The services that this step's storage lives on. */
export const needs = ['postgres'] as const;

const AccountSchema = defineEntity({
  name: 'AccountRow',
  tableName: 'account',
  properties: {
    id: p.integer().primary().autoincrement(),
    owner: p.string(),
    balance: p.bigint('number'),
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

export class DatabaseAccounts implements Accounts, AsyncDisposable {
  protected readonly orm: MikroORM;
  protected readonly screen: Screen;

  constructor(orm: MikroORM, screen: Screen) {
    this.orm = orm;
    this.screen = screen;
  }

  async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    return this.query(async (em) => {
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

  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.query(async (em) => {
      const row = await rowOf(em, id);
      row.balance = balanceAfterDeposit(row, amount);
      await em.flush();
      return accountOf(row);
    });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.query(async (em) => {
      const row = await rowOf(em, id);
      const balance = balanceAfterWithdrawal(row, amount);
      await this.screen({ kind: 'withdrawal', account: id, amount });
      row.balance = balance;
      await em.flush();
      return accountOf(row);
    });
  }

  async transfer(
    from: number,
    to: number,
    amount: number,
  ): Promise<{ from: Account; to: Account }> {
    checkTransfer(from, to, amount);
    return this.query(async (em) => {
      const debited = await rowOf(em, from);
      const credited = await rowOf(em, to);
      const debitedBalance = balanceAfterWithdrawal(debited, amount);
      const creditedBalance = balanceAfterDeposit(credited, amount);
      await this.screen({ kind: 'transfer', account: from, to, amount });
      debited.balance = debitedBalance;
      await em.flush();
      credited.balance = creditedBalance;
      await em.flush();
      return { from: accountOf(debited), to: accountOf(credited) };
    });
  }

  async close(id: number): Promise<void> {
    return this.query(async (em) => {
      const row = await rowOf(em, id);
      if (row.balance > 0) throw new AccountNotEmpty(id);
      em.remove(row);
      await em.flush();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.orm.close();
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

export async function rowOf(em: EntityManager, id: number): Promise<AccountRow> {
  const row = await em.findOne(AccountRow, id);
  if (!row) throw new UnknownAccount(id);
  return row;
}

export function accountOf({ id, owner, balance }: AccountRow): Account {
  return { id, owner, balance };
}

/** Classes 22, 23 and 42 are our own mistakes; whatever else the database reports may pass by itself. */
export function refusalOf(error: unknown): unknown {
  if (!isOfDatabase(error) || /^(22|23|42)/.test(error.code ?? '')) return error;
  return new Unavailable('the database cannot do this now, try again', { cause: error });
}

function isOfDatabase(error: unknown): error is Error & { readonly code?: string } {
  if (error instanceof DriverException) return true;
  return error instanceof Error && ['Error', 'error', 'AggregateError'].includes(error.name);
}
