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
  type KeyedAccounts,
  KeyReused,
  type OpenAccounts,
  type OwnerReport,
  type ReportingAccounts,
  type RequestKey,
  type Resources,
  type Screen,
  Unavailable,
  UnknownAccount,
} from '@workbook/domain';
import { createTables } from '@workbook/schema';
import { answerOf, claim, keysLastMs, RequestRow, returnedBy } from './requests.ts';

/** The services that this step's storage lives on. */
export const needs = ['postgres'] as const;

const OwnerSchema = defineEntity({
  name: 'OwnerRow',
  tableName: 'owner',
  properties: {
    name: p.string().primary(),
  },
});

/** Stands for the rules over an owner's accounts: who keeps one of them locks this row first. */
class OwnerRow extends OwnerSchema.class {}
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

async function connect({ url, poolSize, lockTimeoutMs }: Resources['postgres']): Promise<MikroORM> {
  const orm = await MikroORM.init({
    entities: [OwnerRow, AccountRow, RequestRow],
    clientUrl: url,
    pool: { max: poolSize },
    driverOptions: { connectionTimeoutMillis: 3000, lock_timeout: lockTimeoutMs },
  });
  // Better to learn now that the database cannot be reached than from the first user.
  await orm.connect();
  return orm;
}

class DatabaseAccounts implements KeyedAccounts, ReportingAccounts, AsyncDisposable {
  readonly keysLastMs = keysLastMs;
  readonly #orm: MikroORM;
  readonly #screen: Screen;

  constructor(orm: MikroORM, screen: Screen) {
    this.#orm = orm;
    this.#screen = screen;
  }

  async open(owner: string, opening: number, key?: RequestKey): Promise<Account> {
    checkOpening(owner, opening);
    await this.#screen({ kind: 'opening', owner, amount: opening });
    return this.#once(key, ['open', owner, opening], async (em) => {
      // Two that open an owner's first account at once both find its row: one waits for the other.
      await em.execute('insert into owner (name) values (?) on conflict do nothing', [owner]);
      await em.findOneOrFail(OwnerRow, owner, { lockMode: LockMode.PESSIMISTIC_WRITE });
      checkAnotherAccount(owner, await em.count(AccountRow, { owner }));
      const row = em.create(AccountRow, { owner, balance: opening });
      await em.flush();
      return accountOf(row);
    });
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

  async report(owner: string): Promise<OwnerReport> {
    // One statement: it sees all of the owner's accounts as they are at one moment.
    const rows = await this.#query((em) => em.find(AccountRow, { owner }));
    return { owner, accounts: rows.length, total: sumOf(rows) };
  }

  async deposit(id: number, amount: number, key?: RequestKey): Promise<Account> {
    checkAmount(amount);
    return this.#once(key, ['deposit', id, amount], async (em) => {
      const row = await lockedRowOf(em, id);
      row.balance = balanceAfterDeposit(row, amount);
      return accountOf(row);
    });
  }

  async withdraw(id: number, amount: number, key?: RequestKey): Promise<Account> {
    checkAmount(amount);
    await this.#screen({ kind: 'withdrawal', account: id, amount });
    return this.#once(key, ['withdraw', id, amount], async (em) => {
      const row = await lockedRowOf(em, id);
      row.balance = balanceAfterOverdraft(row, await heldBy(em, row.owner), amount);
      return accountOf(row);
    });
  }

  async transfer(
    from: number,
    to: number,
    amount: number,
    key?: RequestKey,
  ): Promise<{ from: Account; to: Account }> {
    checkTransfer(from, to, amount);
    await this.#screen({ kind: 'transfer', account: from, to, amount });
    return this.#once(key, ['transfer', from, to, amount], async (em) => {
      await lockOwnersOf(em, [from, to]);
      const debited = await rowOf(em, from);
      const credited = await rowOf(em, to);
      debited.balance = balanceAfterOverdraft(debited, await heldBy(em, debited.owner), amount);
      credited.balance = balanceAfterDeposit(credited, amount);
      return { from: accountOf(debited), to: accountOf(credited) };
    });
  }

  async close(id: number): Promise<void> {
    return this.#transaction(async (em) => {
      const row = await lockedRowOf(em, id);
      if (row.balance !== 0) throw new AccountNotEmpty(id);
      em.remove(row);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#orm.close();
  }

  /** Does the work for the first request with this key, and answers every later one as that one. */
  async #once<T>(
    key: RequestKey | undefined,
    asked: readonly unknown[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    if (!key) return this.#transaction(work);
    const request = JSON.stringify(asked);
    const text = await this.#transaction(async (em) => {
      // The claim, the work and the answer are one transaction: a crash takes all of them back.
      if (await claim(em, key.text, request)) {
        const first = await answerOf(() => em.transactional(work));
        await em.nativeUpdate(RequestRow, { key: key.text }, { answer: first });
        return first;
      }
      const known = await em.findOneOrFail(RequestRow, key.text);
      if (known.asked !== request) throw new KeyReused(key.text);
      key.replayed();
      return known.answer;
    });
    return returnedBy(text);
  }

  /** All of the work, or none of it: what was changed is written, and committed, when `work` is done. */
  async #transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.#query((em) => em.transactional(work));
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

async function rowOf(em: EntityManager, id: number): Promise<AccountRow> {
  const row = await em.findOne(AccountRow, id);
  if (!row) throw new UnknownAccount(id);
  return row;
}

/** The row as it is once its owner is locked: no account of that owner changes until the transaction ends. */
async function lockedRowOf(em: EntityManager, id: number): Promise<AccountRow> {
  await lockOwnersOf(em, [id]);
  return rowOf(em, id);
}

/** Locks the owners of these accounts, always in the order of their names: no two wait in a circle. */
async function lockOwnersOf(em: EntityManager, ids: number[]): Promise<void> {
  const names = em.createQueryBuilder(AccountRow).select('owner').where({ id: ids });
  await em.find(
    OwnerRow,
    { name: { $in: names } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { name: 'asc' } },
  );
}

/** What all accounts of an owner hold together. */
async function heldBy(em: EntityManager, owner: string): Promise<number> {
  return sumOf(await em.find(AccountRow, { owner }));
}

function sumOf(rows: readonly AccountRow[]): number {
  return rows.reduce((sum, { balance }) => sum + balance, 0);
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
  const names = ['Error', 'error', 'AggregateError', 'AbortedTransactionError'];
  return error instanceof Error && names.includes(error.name);
}
