import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { inspectServices, ServiceUnavailable, startServices } from '../src/index.ts';
import './support/own-folder.ts';

afterEach(() => {
  delete process.env.DATABASE_URL;
  delete process.env.REDIS_URL;
});

/** In two halves that no message has by chance, around what a url takes for the end of something. */
const password = fc
  .tuple(
    fc.string({ maxLength: 6 }),
    fc.constantFrom('', '@', ':', '/', '#', '?', '%', '%zz', '\\', ' '),
  )
  .map(([any, sign]) => `xyzzy1${any}${sign}plugh2`);
const typed = fc.tuple(password, fc.boolean());
const shown = ([secret, encoded]: [string, boolean]) =>
  encoded ? encodeURIComponent(secret) : secret;

function keepsIt(said: unknown): void {
  assert.doesNotMatch(typeof said === 'string' ? said : inspect(said), /xyzzy1|plugh2/);
}

describe('a password in a url that cannot be used', () => {
  for (const [name, options, url] of [
    [
      'DATABASE_URL',
      { postgres: true },
      (secret: string) => `postgres://me:${secret}@127.0.0.1:1/x`,
    ],
    ['REDIS_URL', { redis: true }, (secret: string) => `redis://:${secret}@127.0.0.1:1/0`],
  ] as const)
    it(`in ${name} is in no message, not even a part of it`, async () => {
      const property = fc.asyncProperty(typed, async (any) => {
        process.env[name] = url(shown(any)).replaceAll('\0', '');
        await assert.rejects(startServices(options), (error: Error) => {
          assert.ok(error instanceof ServiceUnavailable, inspect(error));
          keepsIt(error.message);
          assert.match(error.message, /^[^\n]+$/);
          return true;
        });
      });
      await fc.assert(property);
    });

  it('is not in any finding of an inspection', async () => {
    process.env.DATABASE_URL = 'postgres://me:xyzzy1@plugh2/@127.0.0.1:1/x';
    process.env.REDIS_URL = 'redis://:xyzzy1@plugh2/@127.0.0.1:1/0';
    keepsIt(await inspectServices());
  });
});

describe('the password of a server of our own', () => {
  it('is not in any finding of an inspection, nor in anything that is said on the way', async () => {
    const said: string[] = [];
    await using services = await startServices({
      postgres: true,
      redis: true,
      onProgress: (sentence) => void said.push(sentence),
    });
    process.env.DATABASE_URL = services.postgres.url;
    process.env.REDIS_URL = services.redis.url;
    const all = JSON.stringify([said, await inspectServices()]);
    for (const { url } of [services.postgres, services.redis])
      assert.ok(!all.includes(new URL(url).password));
    assert.match(all, /DATABASE_URL names a server/);
  });
});
