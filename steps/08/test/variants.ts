import type { Replacement, Variant, VariantClaims } from '@workbook/course';

/** Puts a class of its own at the end of `accounts.ts`, in place of one that is imported. */
function ownClass(imports: Omit<Replacement, 'file'>, code: string): readonly Replacement[] {
  const lastLines = `  const names = ['Error', 'error', 'AggregateError', 'AbortedTransactionError'];
  return error instanceof Error && names.includes(error.name);
}
`;
  return [
    { file: 'accounts.ts', ...imports },
    { file: 'accounts.ts', find: lastLines, replace: `${lastLines}\n${code}` },
  ];
}

const ownCache = (code: string) =>
  ownClass(
    {
      find: `import { AccountCache } from './account-cache.ts';
import { connectRedis, type Redis } from './redis.ts';
`,
      replace: "import { connectRedis, ifAvailable, type Redis } from './redis.ts';\n",
    },
    code,
  );

const ownLock = (code: string) =>
  ownClass(
    {
      find: `import { connectRedis, type Redis } from './redis.ts';
import { RedisLock } from './redis-lock.ts';
`,
      replace: "import { connectRedis, ifAvailable, type Redis } from './redis.ts';\n",
    },
    code,
  );

// What each of them does wrong is claimed in races.ts. As long as no client crashes, pauses or
// reads beside a write, none of it shows: here every change counts.
const changesCount: VariantClaims = { 'lost-update-two-instances': 'prevented' };

/** Other versions of this step's code, which its lesson and its races run. */
export const variants: readonly Variant[] = [
  {
    id: 'filled-by-anybody',
    title: 'every reader that finds nothing in the cache fills it',
    replacements: ownCache(`/** Cache-aside as it is usually written: look, read, store. */
class AccountCache {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async find(id: number, read: () => Promise<VersionedAccount>): Promise<VersionedAccount> {
    const cached = await ifAvailable(this.#redis.get(\`account:\${id}\`));
    if (cached) return JSON.parse(cached);
    const account = await read();
    const expiration = { type: 'PX', value: 30_000 } as const;
    await ifAvailable(this.#redis.set(\`account:\${id}\`, JSON.stringify(account), { expiration }));
    return account;
  }

  async forget(ids: readonly number[]): Promise<void> {
    await ifAvailable(this.#redis.del(ids.map((id) => \`account:\${id}\`)));
  }
}
`),
    claims: changesCount,
  },
  {
    id: 'cache-without-ttl',
    title: 'what is in the cache stays there until it is forgotten',
    replacements:
      ownCache(`/** Cache-aside as it is usually written: look, read, store, and keep for ever. */
class AccountCache {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async find(id: number, read: () => Promise<VersionedAccount>): Promise<VersionedAccount> {
    const cached = await ifAvailable(this.#redis.get(\`account:\${id}\`));
    if (cached) return JSON.parse(cached);
    const account = await read();
    await ifAvailable(this.#redis.set(\`account:\${id}\`, JSON.stringify(account)));
    return account;
  }

  async forget(ids: readonly number[]): Promise<void> {
    await ifAvailable(this.#redis.del(ids.map((id) => \`account:\${id}\`)));
  }
}
`),
    claims: changesCount,
  },
  {
    id: 'lock-without-ttl',
    title: 'a lock stays taken until its owner gives it back',
    replacements:
      ownLock(`/** SETNX as it stands in many a tutorial: an owner that crashes keeps the lock for ever. */
class RedisLock {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async acquire(name: string): Promise<() => Promise<void>> {
    for (let polls = 0; polls < 30; polls += 1) {
      const taken = await ifAvailable(this.#redis.set(\`lock:\${name}\`, '1', { condition: 'NX' }));
      if (taken !== null)
        return async () => void (await ifAvailable(this.#redis.del(\`lock:\${name}\`)));
      await delay(100);
    }
    throw new Unavailable('too many changes of this account at the same time, try again');
  }
}
`),
    claims: changesCount,
  },
];

/** What the lesson says of this step's code without one of its protections. */
export const claimsWithout: Readonly<Record<string, VariantClaims>> = {
  'fence-and-version': changesCount,
};
