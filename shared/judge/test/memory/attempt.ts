import { keptInMemory } from '../../src/memory/kept-in-memory.ts';

/** Where code is added to an attempt that keeps nothing. */
export interface Added {
  /** To the names that are imported from the ORM. */
  readonly ofOrm?: string;
  readonly imports?: string;
  /** While the file is loaded, before everything else that runs. */
  readonly atLoad?: string;
  /** To the properties of the entity. */
  readonly inEntity?: string;
  /** In `createAccounts`, where there are `orm` and `screen`. */
  readonly atStart?: string;
  readonly inClass?: string;
  readonly inConstructor?: string;
  /** In `deposit(id, amount)`, before anything else. */
  readonly inRequest?: string;
  /** In the transaction of a deposit, where there are `em` and `row`. */
  readonly inTransaction?: string;
}

/** An attempt as a class, as the finished code is written. */
export function classes(added: Added = {}): string {
  return `
import { LockMode, MikroORM, defineEntity, p, type EntityManager${added.ofOrm ?? ''} } from '@mikro-orm/postgresql';
import { UnknownAccount, type Resources, type Screen } from '@workbook/domain';
${added.imports ?? ''}
export const needs = ['postgres'] as const;
${added.atLoad ?? ''}
const AccountSchema = defineEntity({
  name: 'AccountRow',
  tableName: 'account',
  properties: { id: p.integer().primary(), balance: p.bigint('number'), ${added.inEntity ?? ''} },
});
class AccountRow extends AccountSchema.class {}
AccountSchema.setClass(AccountRow);
export async function createAccounts({ postgres, screen }: Resources) {
  const orm = await connect(postgres);
  ${added.atStart ?? ''}
  return new Accounts(orm, screen);
}
async function connect({ url, poolSize }: Resources['postgres']) {
  return MikroORM.init({ entities: [AccountRow], clientUrl: url, pool: { max: poolSize } });
}
class Accounts {
  readonly #orm: MikroORM;
  readonly #screen: Screen;
  ${added.inClass ?? ''}
  constructor(orm: MikroORM, screen: Screen) {
    this.#orm = orm;
    this.#screen = screen;
    ${added.inConstructor ?? ''}
  }
  async deposit(id: number, amount: number) {
    ${added.inRequest ?? ''}
    await this.#screen({ kind: 'withdrawal', account: id, amount });
    return this.#query((em) =>
      em.transactional(async (em) => {
        const row = await rowOf(em, id);
        row.balance += amount;
        ${added.inTransaction ?? ''}
        return { id: row.id, balance: row.balance };
      }),
    );
  }
  async find(id: number) {
    return this.#query(async (em) => accountOf(await rowOf(em, id)));
  }
  async #query<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return work(this.#orm.em.fork());
  }
  async [Symbol.asyncDispose]() {
    await this.#orm.close();
  }
}
async function rowOf(em: EntityManager, id: number) {
  const row = await em.findOne(AccountRow, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!row) throw new UnknownAccount(id);
  return row;
}
function accountOf({ id, balance }: AccountRow) {
  return { id, balance };
}
`;
}

/** An attempt without a class: functions that know the pool from around them. */
export function closures(added: Added = {}): string {
  return `
import pg from 'pg';
import { UnknownAccount, type Resources } from '@workbook/domain';
${added.imports ?? ''}
${added.atLoad ?? ''}
const columns = 'id, balance';
export async function createAccounts({ postgres, screen }: Resources) {
  const pool = new pg.Pool({ connectionString: postgres.url, max: postgres.poolSize });
  pool.on('error', () => {});
  ${added.atStart ?? ''}
  async function found(client: pg.Pool | pg.PoolClient, id: number) {
    const { rows } = await client.query(\`select \${columns} from account where id = $1\`, [id]);
    if (!rows[0]) throw new UnknownAccount(id);
    return rows[0];
  }
  async function transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    try {
      await client.query('begin');
      const done = await work(client);
      await client.query('commit');
      return done;
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }
  return {
    ${added.inClass ?? ''}
    async find(id: number) {
      return found(pool, id);
    },
    deposit: async (id: number, amount: number) => {
      ${added.inRequest ?? ''}
      await screen({ kind: 'withdrawal', account: id, amount });
      return transaction(async (client) => {
        const account = await found(client, id);
        ${added.inTransaction ?? ''}
        return { ...account, balance: account.balance + amount };
      });
    },
    async [Symbol.asyncDispose]() {
      await pool.end();
    },
  };
}
`;
}

/** An attempt that keeps accounts in a file, by the protection of a lock. */
export function files(added: Added = {}): string {
  return `
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UnknownAccount, type Resources } from '@workbook/domain';
import AsyncLock from 'async-lock';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
${added.imports ?? ''}
${added.atLoad ?? ''}
const Contents = z.strictObject({ accounts: z.array(z.object({ id: z.int(), balance: z.number().min(0) })) });
type Contents = z.infer<typeof Contents>;
export async function createAccounts({ dataFolder }: Resources) {
  ${added.atStart ?? ''}
  const accounts = new Accounts(join(dataFolder, 'accounts.json'));
  await accounts.list();
  return accounts;
}
class Accounts {
  readonly #path: string;
  readonly #lock = new AsyncLock();
  ${added.inClass ?? ''}
  constructor(path: string) {
    this.#path = path;
    ${added.inConstructor ?? ''}
  }
  async deposit(id: number, amount: number) {
    ${added.inRequest ?? ''}
    return this.#lock.acquire('file', async () => {
      const contents = await this.#read();
      const account = contents.accounts.find((one) => one.id === id);
      if (!account) throw new UnknownAccount(id);
      account.balance += amount;
      ${added.inTransaction ?? ''}
      await writeFileAtomic(this.#path, JSON.stringify(contents));
      return account;
    });
  }
  async list() {
    return (await this.#read()).accounts;
  }
  async #read(): Promise<Contents> {
    return Contents.parse(JSON.parse(String(await readFile(this.#path))));
  }
}
`;
}

/** The first reason why it is not evident that a text keeps nothing, with its place; undefined if it is. */
export async function reasonIn(
  source: string,
  others: Readonly<Record<string, string>> = {},
  options: Parameters<typeof keptInMemory>[2] = {},
): Promise<string | undefined> {
  const texts: Readonly<Record<string, string>> = { 'accounts.ts': source, ...others };
  const read = async (path: string) => {
    const text = texts[path.replace('/attempt/', '')];
    if (text === undefined) throw new Error(`there is no ${path}`);
    return text;
  };
  const kept = await keptInMemory('/attempt/accounts.ts', read, options);
  return kept && `${kept.place} ${kept.why}`;
}
