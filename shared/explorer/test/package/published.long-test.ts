import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { testDatabase } from '../support/database.ts';
import { Installed, otherNode } from '../support/installed-package.ts';
import { testRedis } from '../support/redis.ts';

const require = createRequire(import.meta.url);
const versionOf = (name: string) =>
  `${name}@${(require(`${name}/package.json`) as { version: string }).version}`;

const here = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');

/** What the README says that its first example prints. */
async function shownInReadme(): Promise<string[]> {
  const [, code, shown = ''] =
    /```js\n(.*?)```.*?```text\n(.*?)```/s.exec(await here('../../README.md')) ?? [];
  assert.equal(code, await here('app/lost-update.mjs'));
  return shown.split('\n');
}

describe('the package, installed in an empty folder', () => {
  const database = testDatabase('published');
  let installed: Installed;
  before(async () => {
    installed = await Installed.open(versionOf('@types/node'));
  });
  after(() => installed?.[Symbol.asyncDispose]());

  const printed = async (node: string, script: string) => {
    const { stdout, stderr } = await installed.script(node, script, {
      DATABASE_URL: database.url,
      REDIS_URL: await testRedis(),
    });
    assert.equal(stderr, '');
    return stdout.split('\n');
  };

  it('works alone, and says which driver is missing when it is asked for', async () => {
    assert.deepEqual(await printed(process.execPath, 'alone.mjs'), [
      'possible',
      'controlPostgres() needs the package pg, and it is not installed beside the explorer: npm install pg',
      'a Redis client or a redisUrl needs the package redis, and it is not installed beside the explorer: npm install redis',
      '',
    ]);
  });

  it('has types that compile where no driver is installed', async () => {
    assert.equal(await installed.typeErrors('use.mts'), '');
  });

  describe('with pg, an ORM and ioredis beside it', () => {
    const beside = ['pg', '@mikro-orm/core', '@mikro-orm/postgresql', 'ioredis'];
    before(() => installed.install(...beside.map(versionOf)));

    for (const version of [undefined, '22.23.3'])
      it(`finds a lost update through each, on Node ${version ?? process.version}`, async (test) => {
        const node = version ? await otherNode(version) : { path: process.execPath };
        if ('missing' in node) return test.skip(node.missing);
        assert.deepEqual(await printed(node.path, 'lost-update.mjs'), await shownInReadme());
        const [title, verdict, schedule] = await printed(node.path, 'mikro-orm.mjs');
        assert.equal(title, 'MikroORM');
        assert.match(verdict ?? '', /^possible: in \d+ of \d+ orders$/);
        assert.match(schedule ?? '', /: 2 sold, 1 left$/);
        const ofRedis = await printed(node.path, 'ioredis.mjs');
        assert.deepEqual(ofRedis.slice(0, 3), [
          'ioredis',
          'possible: in 12 of 20 orders',
          '  AABBBA: 2 sold, 1 left',
        ]);
      });

    it('ends by itself after runs that were stuck', async () => {
      const [verdict, schedule] = await printed(process.execPath, 'stuck.mjs');
      assert.match(verdict ?? '', /^possible/);
      assert.match(schedule ?? '', /: no client can go on: A waits .*, B waits /);
    });

    it('starts the processes of a pool', async () => {
      const [verdict] = await printed(process.execPath, 'pool.mjs');
      assert.equal(verdict, 'prevented: in none of 6 orders');
    });
  });

  it('says on Node 20 which one it needs', async (test) => {
    const node = await otherNode('20.19.5');
    if ('missing' in node) return test.skip(node.missing);
    const { code, stderr } = await installed.script(node.path, 'alone.mjs');
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^Error: @workbook\/explorer needs Node 22.12 or newer, and this is Node 20\.19\.5$/m,
    );
    assert.doesNotMatch(stderr, /SyntaxError/);
  });
});
