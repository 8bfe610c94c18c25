// oxlint-disable max-lines -- One list, which the map and the mutants read from top to bottom.
import type { Protection } from '@workbook/course';
import { closeOnlyEmpty, generatedIds } from '../../03/test/protections.ts';
import { lockTimeout } from '../../06/test/protections.ts';
import { backoff, bounded, closeCountsRows, ifMatch } from '../../07/test/protections.ts';

const withoutFence = {
  file: 'accounts.ts',
  find: '          if (raised.length > 0) continue;\n',
  replace: '          if (raised.length >= 0) continue;\n',
};

/** What keeps the races of this step away, each with the code as it would be without it. */
export const protections: readonly Protection[] = [
  {
    id: 'fence-and-version',
    title: 'the database refuses an owner that has lost the lock without knowing it',
    replacements: [
      {
        file: 'accounts.ts',
        find: 'version: p.integer().version(),',
        replace: 'version: p.integer().default(1),',
      },
      {
        file: 'accounts.ts',
        find: 'this.#locked(ordered, () => this.#fenced(ordered, work))',
        replace: 'this.#locked(ordered, () => this.#query((em) => em.transactional(work)))',
      },
    ],
    races: ['paused-lock-owner-two-instances'],
    why: 'An owner that was paused for longer than its lock lasts writes what it had read before. A lock in Redis alone cannot prevent that.',
  },
  {
    id: 'fence',
    title: 'the fencing token is written before anything is read',
    replacements: [
      {
        file: 'accounts.ts',
        find: 'this.#locked(ordered, () => this.#fenced(ordered, work))',
        replace: 'this.#locked(ordered, () => this.#query((em) => em.transactional(work)))',
      },
    ],
    equivalent:
      'The version in the WHERE still catches an owner that was overtaken; only later, at the end of its work. Without both, a race comes back: see fence-and-version.',
    worth: 'The version finds out when the work is done, the fence before it begins.',
  },
  {
    id: 'fence-refuses',
    title: 'an owner with an older fencing token is refused',
    replacements: [withoutFence],
    equivalent:
      'The fence is the first statement of the transaction and locks the row, so what is read after it is true until the commit, whichever client had the lock in Redis. The token says in which order the numbers were drawn, which no answer shows.',
    worth:
      'Where a storage does not lock what was written until the commit, the comparison is all there is.',
  },
  {
    id: 'version',
    title: 'every change counts the version up',
    replacements: [
      {
        file: 'accounts.ts',
        find: 'version: p.integer().version(),',
        replace: 'version: p.integer().default(1),',
      },
    ],
    races: ['edit-over-two-requests-two-instances'],
    why: 'The fence orders changes, but an edit that spans two requests needs to know what its user has seen.',
  },
  ifMatch,
  {
    id: 'lock-in-redis',
    title: 'changes of one account take turns before they get to the database',
    replacements: [
      {
        file: 'accounts.ts',
        find: '      for (const id of ids) releases.push(await this.#lock.acquire(String(id)));\n',
        replace: '',
      },
    ],
    races: ['changes-in-turn-two-instances'],
    why: 'Transactions of one account wait for each other in the database, each with a connection. Nothing that is promised rests on the lock: the fence and the version keep the accounts right.',
  },
  {
    id: 'lock-ttl',
    title: 'the lock expires by itself',
    replacements: [
      {
        file: 'redis-lock.ts',
        find: "{ condition: 'NX', expiration: { type: 'PX', value: ttlMs } } as const",
        replace: "{ condition: 'NX' } as const",
      },
    ],
    races: ['crashed-lock-owner-two-instances'],
    why: 'An owner that has crashed keeps the lock for ever.',
  },
  {
    id: 'wait-longer-than-the-ttl',
    title: 'a client that waits for the lock waits for longer than it can last',
    replacements: [
      { file: 'redis-lock.ts', find: 'const maxPolls = 12;', replace: 'const maxPolls = 4;' },
    ],
    races: ['crashed-lock-owner-two-instances'],
    why: 'The lock of a crashed owner comes free only when the other one has given up.',
  },
  {
    id: 'owner-token',
    title: 'an owner only gives back its own lock',
    replacements: [
      {
        file: 'redis-lock.ts',
        find: 'await ifAvailable(this.#redis.eval(releaseScript, { keys: [key], arguments: [token] }));',
        replace: 'await ifAvailable(this.#redis.del(key));',
      },
    ],
    equivalent:
      'An owner that was paused for too long deletes the lock of its successor, and a third one comes in beside that. The fence keeps the accounts right even then; the lock itself no longer keeps any client out.',
    worth: 'A lock that any client gives back keeps none out, and then the crowd is there again.',
  },
  {
    id: 'atomic-release',
    title: 'the token is compared and the lock deleted in one script',
    replacements: [
      {
        file: 'redis-lock.ts',
        find: 'await ifAvailable(this.#redis.eval(releaseScript, { keys: [key], arguments: [token] }));',
        replace: `if ((await ifAvailable(this.#redis.get(key))) === token)
      await ifAvailable(this.#redis.del(key));`,
      },
    ],
    equivalent:
      'Between the look and the deletion, the lock may pass to another owner and is then taken from it. As without the owner token, the fence keeps the accounts right.',
    worth: 'It costs no more, and without it the token helps only mostly.',
  },
  {
    id: 'release-after-a-throw',
    title: 'the lock is given back even when the work throws',
    replacements: [
      {
        file: 'accounts.ts',
        find: `      return await work();
    } finally {
      await this.#cache.forget(ids);
      for (const release of releases) await release();
    }`,
        replace: `      const result = await work();
      for (const release of releases) await release();
      return result;
    } finally {
      await this.#cache.forget(ids);
    }`,
      },
    ],
    equivalent:
      'The lock ends by itself after its TTL, and the next client waits for longer than that: it is not refused, but it waits for seconds, and no race counts those.',
    worth:
      'A client that meets a refusal should not pay for it with seconds. The task looks at whether the next change has to wait.',
  },
  {
    id: 'order-of-accounts',
    title: 'two accounts are locked and fenced in the order of their ids',
    replacements: [
      {
        file: 'accounts.ts',
        find: 'const ordered = ids.toSorted((a, b) => a - b);',
        replace: 'const ordered = ids;',
      },
    ],
    races: ['crossed-transfers-two-instances'],
    why: 'Each of two crossed transfers holds what the other one waits for.',
    // Both wait until the locks expire, and hundreds of orders come before one in which that does harm.
    schedule: 'AAABBBBBAABBAABBAABBBAAAAAABBBBBBAAAAABBBBBBBB',
  },
  {
    id: 'transaction',
    title: 'fence, debit and credit are one transaction',
    replacements: [
      {
        file: 'accounts.ts',
        find: 'return em.transactional(async (tx) => {',
        replace: 'return (async (tx: EntityManager) => {',
      },
      {
        file: 'accounts.ts',
        find: `        return work(tx);
      });`,
        replace: `        return work(tx);
      })(em);`,
      },
    ],
    races: ['crash-in-a-transfer'],
    why: 'Each statement is a transaction of its own, and a crash comes between the two.',
  },
  {
    id: 'forget',
    title: 'a change deletes what the cache says of the account',
    replacements: [
      { file: 'accounts.ts', find: '      await this.#cache.forget(ids);\n', replace: '' },
    ],
    races: ['stale-fill-two-instances', 'crash-between-database-and-cache'],
    why: 'Readers are told the old balance until it expires.',
  },
  {
    id: 'forget-after-commit',
    title: 'the cache forgets after the commit, not before',
    replacements: [
      {
        file: 'accounts.ts',
        find: `      return await work();
    } finally {
      await this.#cache.forget(ids);
`,
        replace: `      await this.#cache.forget(ids);
      return await work();
    } finally {
`,
      },
    ],
    races: ['stale-fill-two-instances'],
    why: 'Between the two, a reader brings the old balance back.',
  },
  {
    id: 'forget-the-lease',
    title: 'a change takes away the lease of the reader that is filling the cache',
    replacements: [
      {
        file: 'account-cache.ts',
        find: '(id) => [`account:${id}`, `lease:${id}`]);',
        replace: '(id) => [`account:${id}`]);',
      },
    ],
    races: ['stale-fill-two-instances'],
    why: 'A reader that has read before the change may still store what it read.',
  },
  {
    id: 'fill-only-with-the-lease',
    title: 'a reader that fills the cache must still hold the lease',
    replacements: [
      {
        file: 'account-cache.ts',
        find: "  if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end\n",
        replace: '',
      },
    ],
    races: ['stale-fill-two-instances'],
    why: 'The lease was taken away, and the reader does not look.',
  },
  {
    id: 'one-reader-fills',
    title: 'a cold key is filled by one reader, and the others wait',
    replacements: [
      {
        file: 'account-cache.ts',
        find: "  if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return 'leased' end\n  return 'busy'`;",
        replace: "  redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])\n  return 'leased'`;",
      },
    ],
    races: ['stampede-three-instances'],
    why: 'All readers go to the database at once.',
  },
  {
    id: 'value-ttl',
    title: 'a cached value expires by itself',
    replacements: [
      {
        file: 'account-cache.ts',
        find: "redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])",
        replace: "redis.call('SET', KEYS[1], ARGV[2])",
      },
    ],
    races: ['crash-between-database-and-cache'],
    why: 'After a crash between the commit and the deletion, the old balance stays for ever.',
  },
  {
    id: 'lease-ttl',
    title: 'a lease expires by itself',
    replacements: [
      {
        file: 'account-cache.ts',
        find: "ARGV[1], 'NX', 'PX', ARGV[2])",
        replace: "ARGV[1], 'NX')",
      },
    ],
    equivalent:
      'A reader that has waited for long enough reads the database itself, so none is refused. But the key is never filled again: every reader waits for seconds, and no race counts those.',
    worth:
      'After one crash, every reader of that account would be slow. The task crashes a reader, and looks at the ones after it.',
  },
  closeOnlyEmpty,
  {
    id: closeCountsRows.id,
    title: closeCountsRows.title,
    replacements: closeCountsRows.replacements,
    equivalent: 'The fence has locked the row: the change that has found it empty also deletes it.',
    worth: 'It answers by what the database says, not by what must have been.',
  },
  generatedIds,
  bounded,
  backoff,
  lockTimeout,
  {
    id: 'serves-without-redis',
    title: 'a command that Redis does not answer does not refuse a request',
    replacements: [
      {
        file: 'redis.ts',
        find: `  } catch {
    return undefined;
  }`,
        replace: `  } catch (error) {
    throw error;
  }`,
      },
    ],
    races: ['redis-away'],
    why: 'Without Redis neither the lock nor the cached value is known, and every request fails.',
  },
];
