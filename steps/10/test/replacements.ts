import type { Replacement } from '@workbook/course';

/** How the step claims a key, carries the request out, and answers it again. */
const claimed = `      // The claim, the work and the answer are one transaction: a crash takes all of them back.
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
`;

/** Takes a piece of the code out, or puts another in its place. */
export const inAccounts = (find: string, replace = ''): Replacement => ({
  file: 'accounts.ts',
  find,
  replace,
});
export const inRequests = (find: string, replace = ''): Replacement => ({
  ...inAccounts(find, replace),
  file: 'requests.ts',
});

/** For code that says by itself that a key is in use. */
export const importsKeyInUse = inAccounts('  KeyReused,\n', '  KeyInUse,\n  KeyReused,\n');

/** The claim is committed at once, while the transaction goes on. */
export const throughAnotherConnection = inRequests(
  '    const claimed = await em.execute(\n',
  `    // The mistake: the transaction holds one connection, and waits here for another.
    const claimed = await em.fork().execute(
`,
);

/** Keys and answers in Redis, with the work in PostgreSQL. */
export const claimedInRedis: readonly Replacement[] = [
  importsKeyInUse,
  inAccounts(
    "import { createTables } from '@workbook/schema';\nimport { answerOf, claim, keysLastMs",
    `import { createTables } from '@workbook/schema';
import { createClient } from 'redis';
import { answerOf, keysLastMs`,
  ),
  inAccounts(
    "export const needs = ['postgres'] as const;",
    "export const needs = ['postgres', 'redis'] as const;",
  ),
  inAccounts(
    `export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new DatabaseAccounts(await connect(postgres), screen);
}
`,
    `export async function createAccounts(resources: Resources): Promise<OpenAccounts> {
  const { postgres, redis, screen } = resources;
  const keys = await connectRedis(redis.url);
  return new DatabaseAccounts(await connect(postgres), screen, keys);
}

type Redis = Awaited<ReturnType<typeof connectRedis>>;

async function connectRedis(url: string) {
  const client = createClient({ url, disableOfflineQueue: true });
  client.on('error', (error) => console.error('Redis:', error));
  return await client.connect();
}
`,
  ),
  inAccounts(
    `  readonly #screen: Screen;

  constructor(orm: MikroORM, screen: Screen) {
    this.#orm = orm;
`,
    `  readonly #screen: Screen;
  readonly #keys: Redis;

  constructor(orm: MikroORM, screen: Screen, keys: Redis) {
    this.#keys = keys;
    this.#orm = orm;
`,
  ),
  inAccounts(
    '    await this.#orm.close();\n',
    '    this.#keys.destroy();\n    await this.#orm.close();\n',
  ),
  inAccounts(
    `    const text = await this.#transaction(async (em) => {
${claimed}    return returnedBy(text);`,
    `    const name = \`request:\${key.text}\`;
    const expiration = { type: 'PX', value: keysLastMs } as const;
    const claim = JSON.stringify({ asked: request });
    // The mistake: the claim is in one store, and the work in another.
    const isFirst = await this.#keys.set(name, claim, { expiration, condition: 'NX' });
    let text: string;
    if (isFirst) {
      text = await answerOf(() => this.#transaction(work));
      await this.#keys.set(name, JSON.stringify({ asked: request, answer: text }), { expiration });
    } else {
      const known = JSON.parse((await this.#keys.get(name)) ?? '{}');
      if (known.asked !== request) throw new KeyReused(key.text);
      if (!known.answer) throw new KeyInUse(key.text);
      key.replayed();
      text = known.answer;
    }
    return returnedBy(text);`,
  ),
];

const withdrawing = `    return this.#once(key, ['withdraw', id, amount], async (em) => {
      const row = await lockedRowOf(em, id);
      row.balance = balanceAfterOverdraft(row, await heldBy(em, row.owner), amount);
      return accountOf(row);
    });
`;

/** Withdrawals are rows that are kept, under names that clients give them. */
export const namedWithdrawals: readonly Replacement[] = [
  inAccounts(
    'import {\n  DriverException,',
    "import { randomUUID } from 'node:crypto';\nimport {\n  DriverException,",
  ),
  inAccounts(
    `/** Creates the table in an empty database.`,
    `const WithdrawalSchema = defineEntity({
  name: 'WithdrawalRow',
  tableName: 'withdrawal',
  properties: {
    account: p.integer().primary(),
    name: p.string().primary(),
    amount: p.bigint('number'),
    owner: p.string().default(''),
    /** What the account held after it. */
    balance: p.bigint('number').default(0),
  },
});

/** A withdrawal, under the name that the client has given it. */
class WithdrawalRow extends WithdrawalSchema.class {}
WithdrawalSchema.setClass(WithdrawalRow);

/** Creates the table in an empty database.`,
  ),
  inAccounts(
    '[OwnerRow, AccountRow, RequestRow]',
    '[OwnerRow, AccountRow, RequestRow, WithdrawalRow]',
  ),
  inAccounts(
    withdrawing,
    `    const name = key?.text ?? randomUUID();
    return this.#transaction(async (em) => {
      const created = await em.execute(
        \`insert into withdrawal (account, name, amount) values (?, ?, ?)
         on conflict do nothing returning name\`,
        [id, name, amount],
      );
      if (created.length === 0) {
        const known = await em.findOneOrFail(WithdrawalRow, { account: id, name });
        if (known.amount !== amount) throw new KeyReused(name);
        key?.replayed();
        return { id, owner: known.owner, balance: known.balance };
      }
      // What is refused creates no withdrawal: the name is free again.
      const row = await lockedRowOf(em, id);
      row.balance = balanceAfterOverdraft(row, await heldBy(em, row.owner), amount);
      const { owner, balance } = row;
      await em.nativeUpdate(WithdrawalRow, { account: id, name }, { owner, balance });
      return accountOf(row);
    });
`,
  ),
];

/** Of each key it is known that a withdrawal was made by it, and not what was answered. */
export const processingLog: readonly Replacement[] = [
  inAccounts(
    withdrawing,
    `    return this.#transaction(async (em) => {
      if (key && !(await claim(em, key.text, 'withdrawal'))) {
        key.replayed();
        // The log does not know the answer: all that can be said is how the account stands now.
        return accountOf(await rowOf(em, id));
      }
      const row = await lockedRowOf(em, id);
      row.balance = balanceAfterOverdraft(row, await heldBy(em, row.owner), amount);
      return accountOf(row);
    });
`,
  ),
];

/** Beside each answer the number of its transaction is kept, by which the database is asked for its COMMIT. */
export const askedForTheCommit: readonly Replacement[] = [
  importsKeyInUse,
  inAccounts(
    'import { answerOf, claim, keysLastMs, RequestRow, returnedBy }',
    'import { answerOf, keysLastMs, RequestRow, returnedBy }',
  ),
  inRequests(
    '    expiresAt: p.datetime(),\n',
    `    expiresAt: p.datetime(),
    /** Of the transaction that carries the request out. */
    number: p.string(),
`,
  ),
  inAccounts(
    claimed,
    `      const known = await em.findOne(RequestRow, key.text);
      const [now] = await em.execute<[{ number: string; status: string | null }]>(
        'select pg_current_xact_id()::text as number, pg_xact_status(?::xid8) as status',
        [known?.number ?? null],
      );
      if (now.status === 'in progress') throw new KeyInUse(key.text);
      if (known && now.status === 'committed') {
        if (known.asked !== request) throw new KeyReused(key.text);
        key.replayed();
        return known.answer;
      }
      const answer = await answerOf(() => em.transactional(work));
      // The number has to be known whatever becomes of this transaction: it takes another connection to keep it.
      const kept = await em.fork().execute(
        \`insert into request (key, asked, answer, expires_at, number) values (?, ?, ?, ?, ?)
         on conflict (key) do update
           set asked = excluded.asked, answer = excluded.answer, number = excluded.number
           where request.number = ?
         returning key\`,
        [
          ...[key.text, request, answer, new Date(Date.now() + keysLastMs), now.number],
          known?.number ?? '',
        ],
      );
      if (kept.length === 0) throw new KeyInUse(key.text);
      return answer;
    });
`,
  ),
];
