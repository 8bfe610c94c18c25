import type { Replacement, Variant } from '@workbook/course';

/** Takes a piece of the code out, or puts another in its place. */
const inAccounts = (find: string, replace = ''): Replacement => ({
  file: 'accounts.ts',
  find,
  replace,
});
const inRequests = (find: string, replace = ''): Replacement => ({
  ...inAccounts(find, replace),
  file: 'requests.ts',
});

const importsKeyInUse = inAccounts('  KeyReused,\n', '  KeyInUse,\n  KeyReused,\n');

const throughAnotherConnection = inRequests(
  '    const claimed = await em.execute(\n',
  `    // The mistake: the transaction holds one connection, and waits here for another.
    const claimed = await em.fork().execute(
`,
);

/** Other versions of this step's code, which its lesson runs. */
export const variants: readonly Variant[] = [
  {
    id: 'two-transactions',
    title: 'the claim is committed before the work begins',
    replacements: [
      importsKeyInUse,
      inAccounts(
        `    const text = await this.#transaction(async (em) => {
      // The claim, the work and the answer are one transaction: a crash takes all of them back.
      if (await claim(em, key.text, request)) {
`,
        `    // The mistake: after a crash the claim is there, and the work is not.
    const isFirst = await this.#transaction((em) => claim(em, key.text, request));
    const text = await this.#transaction(async (em) => {
      if (isFirst) {
`,
      ),
      inAccounts(
        `      key.replayed();
      return known.answer;
`,
        `      if (known.answer === '') throw new KeyInUse(key.text);
      key.replayed();
      return known.answer;
`,
      ),
    ],
    claims: {
      'lost-reply-sent-again': 'possible',
      'pressed-twice-two-instances': 'prevented',
    },
  },
  {
    id: 'select-then-insert',
    title: 'a request looks for its key, and adds it where it is not there',
    replacements: [
      inRequests(
        `  try {
    const claimed = await em.execute(
      \`insert into request (key, asked, expires_at) values (?, ?, ?)
       on conflict (key) do update
         set asked = excluded.asked, answer = '', expires_at = excluded.expires_at
         where request.expires_at <= ?
       returning key\`,
      [key, asked, expiresAt, now],
    );
    return claimed.length > 0;
  } catch (error) {
    const wasLocked = error instanceof DriverException && error.code === lockNotAvailable;
    throw wasLocked ? new KeyInUse(key) : error;
  }
`,
        `  // The mistake: between the look and the insert, another request does the same.
  const known = await em.findOne(RequestRow, key);
  if (known && known.expiresAt > now) return false;
  if (known) await em.nativeDelete(RequestRow, { key });
  await em.insert(RequestRow, { key, asked, expiresAt });
  return true;
`,
      ),
    ],
    claims: {
      'pressed-twice-two-instances': 'possible',
      'lost-reply-sent-again': 'prevented',
    },
  },
  {
    id: 'second-connection',
    title: 'the claim goes through a connection of its own',
    replacements: [throughAnotherConnection],
    claims: {
      'all-connections-taken': 'possible',
      'lost-reply-sent-again': 'possible',
    },
  },
  {
    id: 'second-connection-without-a-bound',
    title: 'the claim goes through a connection of its own, and waits for it without a bound',
    replacements: [throughAnotherConnection, inAccounts('connectionTimeoutMillis: 3000, ')],
    claims: { 'all-connections-taken': 'possible' },
  },
  {
    id: 'claimed-in-redis',
    title: 'keys and answers are kept in Redis',
    replacements: [
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
    return returnedBy(text);`,
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
    ],
    claims: {
      'lost-reply-sent-again': 'possible',
      'pressed-twice-two-instances': 'prevented',
    },
  },
];
