import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import fc from 'fast-check';
import pg from 'pg';
import { cacheFolder } from '../src/folders/cache-folder.ts';
import { kernelIdentity } from '../src/folders/kernel.ts';
import { marks } from '../src/folders/names.ts';
import { inspectServices, ServiceUnavailable, startServices } from '../src/index.ts';
import { runFolder } from '../src/supervisor/assignment.ts';
import { removeLeftovers } from '../src/supervisor/leftovers.ts';
import { ownFolder } from './support/own-folder.ts';
import { runFolders } from './support/processes.ts';

afterEach(() => {
  delete process.env.WORKBOOK_CACHE;
  process.env.TMPDIR = ownFolder;
});

async function answers(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.end();
}

describe('the record of a server, left by a run that was killed', () => {
  // None of these pids is ever sent a signal: the test sees to that itself, for 0 and -1 are many.
  const pid = fc.oneof(
    fc.constantFrom<unknown>(0, -1, 1, 1.5, null, '1', process.pid),
    fc.anything(),
  );
  const record = fc.record(
    {
      pid,
      identity: fc.anything(),
      stopSignal: fc.constantFrom('SIGKILL', 'SIGTERM', 'nothing', 9),
    },
    { requiredKeys: [] },
  );
  const written = fc.oneof(
    fc.constantFrom('', '{', 'null', '[]', '0', '{"pid":0}', '{"pid":-1,"stopSignal":"SIGKILL"}'),
    fc.string(),
    fc.json(),
    record.map((any) =>
      JSON.stringify(any, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
    ),
  );

  it('costs no process its life, whatever is in it, and is removed', async (t) => {
    const kill = t.mock.method(process, 'kill', () => true);
    const property = fc.asyncProperty(written, async (text) => {
      const folder = join(ownFolder, 'workbook-redis-dddddd');
      mkdirSync(join(folder, runFolder.home), { recursive: true });
      writeFileSync(join(folder, runFolder.server), text);
      writeFileSync(join(folder, marks.kernel), kernelIdentity());
      await removeLeftovers(ownFolder);
      assert.deepEqual(runFolders(), []);
      assert.deepEqual(kill.mock.calls, []);
    });
    await fc.assert(property);
  });
});

describe('an empty cluster in the cache', () => {
  const damages: Readonly<Record<string, (cluster: string) => void>> = {
    'that another version of PostgreSQL made': (cluster) =>
      writeFileSync(join(cluster, 'data', 'PG_VERSION'), '9\n'),
    'with the pid file of a server that still seems to run': (cluster) =>
      writeFileSync(join(cluster, 'data', 'postmaster.pid'), `${process.pid}\n`),
    'without its password': (cluster) => rmSync(join(cluster, 'password')),
  };
  for (const [what, damage] of Object.entries(damages))
    it(`${what}: it serves all the same`, async () => {
      const cache = join(ownFolder, 'cache');
      mkdirSync(cache, { recursive: true });
      process.env.WORKBOOK_CACHE = cache;
      const nothing = await startServices({ postgres: true });
      await nothing[Symbol.asyncDispose]();
      const [cluster = ''] = readdirSync(cache).filter((name) => name.startsWith('postgres-'));
      damage(join(cache, cluster));
      await using services = await startServices({ postgres: true });
      await answers(services.postgres.url);
    });
});

describe('a folder that cannot be used', () => {
  const oneSentence = (pattern: RegExp) => (error: unknown) => {
    assert.ok(error instanceof ServiceUnavailable, String(error));
    assert.match(error.message, pattern);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  };

  it('for the cache, in the project: another one is taken', async () => {
    const file = join(ownFolder, 'a-file');
    writeFileSync(file, '');
    process.env.WORKBOOK_CACHE = '';
    assert.equal(await cacheFolder(file), join(ownFolder, `workbook-cache-${process.getuid?.()}`));
  });

  it('for the cache, named by the user: one sentence', async () => {
    process.env.WORKBOOK_CACHE = '/dev/null/cache';
    const sentence = /^the folder \/dev\/null\/cache, which WORKBOOK_CACHE names, .*: name one /;
    await assert.rejects(startServices({ postgres: true }), oneSentence(sentence));
    await assert.rejects(inspectServices(), oneSentence(sentence));
  });

  it('and neither can the other one, which another user has made: one sentence', async () => {
    const folder = join(ownFolder, 'of-another-user');
    mkdirSync(folder, { mode: 0o755 });
    symlinkSync(ownFolder, join(folder, `workbook-cache-${process.getuid?.()}`));
    process.env.TMPDIR = folder;
    process.env.WORKBOOK_CACHE = '';
    const sentence = /workbook-cache-\d+ belongs to another user.*: remove it, or set TMPDIR/;
    await assert.rejects(cacheFolder('/dev/null'), oneSentence(sentence));
  });

  it('for temporary files: one sentence', async () => {
    process.env.TMPDIR = join(ownFolder, 'nowhere');
    const sentence = /nowhere.*TMPDIR/;
    await assert.rejects(startServices({ postgres: true }), oneSentence(sentence));
    await assert.rejects(startServices({ redis: true }), oneSentence(sentence));
    await assert.rejects(inspectServices(), oneSentence(sentence));
  });
});
