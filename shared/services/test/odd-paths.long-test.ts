import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import pg from 'pg';
import { createClient } from 'redis';
import { startServices } from '../src/index.ts';
import { ownFolder } from './support/own-folder.ts';
import { shortFolder } from './support/short-folder.ts';

afterEach(() => {
  delete process.env.WORKBOOK_CACHE;
  process.env.TMPDIR = ownFolder;
});

async function answers(postgresUrl: string, redisUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  await client.end();
  const redis = createClient({ url: redisUrl });
  await redis.connect();
  redis.destroy();
}

describe('servers and their cache, in folders with a path', () => {
  const paths = {
    'of characters that mean something to a shell or a replacement':
      'a $& $HOME `b` "c" \'d\' {home} %20?#é',
    'that is longer than that of a socket may be': 'd'.repeat(120),
  };
  for (const [what, name] of Object.entries(paths))
    it(`${what}: they work, and leave nothing behind`, async (t) => {
      const base = shortFolder();
      const [temporary, cache] = ['t', 'c'].map((letter) => join(base, name, letter));
      for (const folder of [temporary, cache]) mkdirSync(folder as string, { recursive: true });
      for (const folder of [base, join(base, '..')]) chmodSync(folder, 0o755);
      process.env.TMPDIR = temporary;
      const start = async () => {
        const redis = await startServices({ redis: true });
        t.after(() => redis[Symbol.asyncDispose]());
        // The cluster is made and kept there; a Redis would be fetched anew.
        process.env.WORKBOOK_CACHE = cache;
        const postgres = await startServices({ postgres: true });
        t.after(() => postgres[Symbol.asyncDispose]());
        return [postgres, redis] as const;
      };
      if (process.platform !== 'linux' && name.length > 100) {
        await assert.rejects(start(), { name: 'ServiceUnavailable', message: /bytes too long/ });
        return;
      }
      const [postgres, redis] = await start();
      await answers(postgres.postgres.url, redis.redis.url);
      await postgres[Symbol.asyncDispose]();
      await redis[Symbol.asyncDispose]();
      const left = readdirSync(temporary as string).filter((file) => !/^workbook-cache/.test(file));
      assert.deepEqual(left, []);
    });
});
