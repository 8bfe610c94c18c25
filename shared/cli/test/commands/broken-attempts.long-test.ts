import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { start, workbook } from '../support/command.ts';
import { below, eventually, running } from '../support/processes.ts';

interface Attempt {
  /** 01 when absent: its judges have the least to load. */
  readonly step?: string;
  readonly source: string;
  readonly kind: string;
  readonly message: RegExp;
  readonly silenceMs?: string;
}

const attempts: Readonly<Record<string, Attempt>> = {
  'a syntax error': {
    source: 'export function createAccounts( {\n',
    kind: 'cannot-load',
    message: /accounts\.ts cannot be loaded: accounts\.ts:2:/,
  },
  'no createAccounts': {
    source: 'export const accounts = 1;\n',
    kind: 'cannot-load',
    message: /accounts\.ts must export a function createAccounts/,
  },
  'a throw while it is imported': {
    source: "export const createAccounts = () => {};\n\nthrow new Error('not today');\n",
    kind: 'cannot-load',
    message: /not today \(.*accounts\.ts:3\)/,
  },
  'a library that does not exist': {
    source: "import 'no-such-library';\nexport const createAccounts = () => {};\n",
    kind: 'cannot-load',
    message: /no-such-library/,
  },
  'a createAccounts that throws': {
    source: "export async function createAccounts() {\n  throw new Error('no accounts');\n}\n",
    kind: 'set-up-failed',
    message: /no accounts/,
  },
  'a createSchema that finds what it did not make': {
    step: '03',
    source: `
import { MikroORM } from '@mikro-orm/postgresql';
import { createTables } from '@workbook/schema';
export async function createSchema({ postgres }) {
  const orm = await MikroORM.init({ entities: [], discovery: { warnWhenNoEntities: false }, clientUrl: postgres.url });
  await orm.em.execute('create table customer (id int)');
  await createTables(orm).finally(() => orm.close());
}
export const createAccounts = () => {};
`,
    kind: 'set-up-failed',
    message: /createSchema\(resources\) throws: the database .* \(table public\.customer\)/,
  },
  'an end of the process': {
    source: 'process.exit(0);\nexport const createAccounts = () => {};\n',
    kind: 'set-up-failed',
    message:
      /accounts\.ts ends the process that it runs in, with process\.exit\(0\) at .*accounts\.ts:1: /,
  },
  'an import that never ends': {
    source: 'await new Promise(() => {});\nexport const createAccounts = () => {};\n',
    kind: 'cannot-load',
    silenceMs: '4000',
    message: /^accounts\.ts has not loaded within 4 s: is there an await outside of all functions/,
  },
  'a service that never starts': {
    source: 'export const createAccounts = () => new Promise(() => {});\n',
    kind: 'set-up-failed',
    silenceMs: '4000',
    message: /, createAccounts\(resources\) of accounts\.ts has not come to its end within 4 s: /,
  },
  'tables that are never made': {
    source:
      'export const createSchema = () => new Promise(() => {});\nexport const createAccounts = () => {};\n',
    kind: 'set-up-failed',
    silenceMs: '4000',
    message: /, createSchema\(resources\) of accounts\.ts has not come to its end within 4 s: /,
  },
  'an endless loop while it is imported': {
    source: 'for (;;) {}\nexport const createAccounts = () => {};\n',
    kind: 'endless',
    silenceMs: '1000',
    message: /is there an endless loop at accounts\.ts:1\?/,
  },
};

describe('workbook check, on an attempt with', { concurrency: 2 }, () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'workbook-broken-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const [name, { step = '01', source, kind, message, silenceMs = '15000' }] of Object.entries(
    attempts,
  )) {
    it(`${name}: one sentence, exit code 2`, async () => {
      const own = await mkdtemp(join(folder, 'attempt-'));
      await writeFile(join(own, 'accounts.ts'), source);
      const { code, stdout, stderr } = await workbook(['check', step, 'accounts.ts', '--json'], {
        cwd: own,
        env: { WORKBOOK_SILENCE_MS: silenceMs },
      });
      assert.equal(code, 2, stdout + stderr);
      const { error } = JSON.parse(stdout) as { error: { kind: string; message: string } };
      assert.equal(error.kind, kind, error.message);
      assert.match(error.message, message);
      assert.equal(stderr, `workbook: ${error.message}\n`);
      assert.ok(!error.message.includes('\n'), error.message);
      assert.ok(!error.message.includes(own), `the folder is in: ${error.message}`);
    });
  }

  it('an endless loop: nothing of it goes on afterwards', async () => {
    const own = await mkdtemp(join(folder, 'attempt-'));
    await writeFile(join(own, 'accounts.ts'), 'for (;;) {}\n');
    const child = start(['check', '01', own], { env: { WORKBOOK_SILENCE_MS: '1000' } });
    const judges = await eventually('it is judged', () => {
      const found = below(child.pid ?? 0);
      return found.some(({ command }) => command.includes('worker.ts')) ? found : undefined;
    });
    await eventually('all of it ended', () => (running(judges).length === 0 ? true : undefined));
  });
});
