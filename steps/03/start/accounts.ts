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
  type OpenAccounts,
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

class AccountRow extends AccountSchema.class {}
AccountSchema.setClass(AccountRow);

/** Creates the table in an empty database. Any other database is left as it is, with an error. */
export async function createSchema({ postgres }: Resources): Promise<void> {
  await using orm = await connect(postgres);
  await createTables(orm);
}

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new DatabaseAccounts(await connect(postgres), screen);
}

async function connect({ url, poolSize }: Resources['postgres']): Promise<MikroORM> {
  const orm = await MikroORM.init({
    entities: [AccountRow],
    clientUrl: url,
    pool: { max: poolSize },
    driverOptions: { connectionTimeoutMillis: 3000 },
  });
  // Better to learn now that the database cannot be reached than from the first user.
  await orm.connect();
  return orm;
}

class DatabaseAccounts implements Accounts, AsyncDisposable {
  readonly #orm: MikroORM;
  readonly #screen: Screen;

  constructor(orm: MikroORM, screen: Screen) {
    this.#orm = orm;
    this.#screen = screen;
  }

  async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.#screen({ kind: 'opening', owner, amount: opening });
    // Your task 3: create a row, and let the database give it its id.
    return notWritten(3);
  }

  async find(id: number): Promise<Account> {
    return this.#query(async (em) => accountOf(await rowOf(em, id)));
  }

  async list(): Promise<Account[]> {
    return this.#query(async (em) => {
      const rows = await em.findAll(AccountRow, { orderBy: { id: 'asc' } });
      return rows.map(accountOf);
    });
  }

  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    // Your task 4: find the row, change it, save it.
    return notWritten(4);
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    // Your task 4: the same, with the screening between reading and changing.
    return notWritten(4);
  }

  async transfer(
    from: number,
    to: number,
    amount: number,
  ): Promise<{ from: Account; to: Account }> {
    checkTransfer(from, to, amount);
    // Your task 5: two rows. What must be known before the first of them is saved?
    return notWritten(5);
  }

  async close(id: number): Promise<void> {
    // Your task 4: find the row, refuse while it holds money, remove it.
    return notWritten(4);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#orm.close();
  }

  /** Every call works on an entity manager of its own: rows that another call has read are not shared. */
  async #query<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await work(this.#orm.em.fork());
    } catch (error) {
      throw refusalOf(error);
    }
  }
}

function notWritten(task: number): never {
  throw new Error(`not written yet: task ${task}`);
}

async function rowOf(em: EntityManager, id: number): Promise<AccountRow> {
  const row = await em.findOne(AccountRow, id);
  if (!row) throw new UnknownAccount(id);
  return row;
}

function accountOf({ id, owner, balance }: AccountRow): Account {
  return { id, owner, balance };
}

/** Classes 22, 23 and 42 are our own mistakes; whatever else the database reports may pass by itself. */
function refusalOf(error: unknown): unknown {
  if (!isOfDatabase(error) || /^(22|23|42)/.test(error.code ?? '')) return error;
  return new Unavailable('the database cannot do this now, try again', { cause: error });
}

/** MikroORM wraps what a statement reports; BEGIN, COMMIT and the pool report in the driver's own errors. */
function isOfDatabase(error: unknown): error is Error & { readonly code?: string } {
  if (error instanceof DriverException) return true;
  return error instanceof Error && ['Error', 'error', 'AggregateError'].includes(error.name);
}
