import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { code } from '../support/home.ts';
import { inProcess } from '../support/in-process.ts';
import { makeOwnHome } from '../support/own-home.ts';

const finished = await code('01/src/accounts.ts');
const stored = await code('03/src/accounts.ts');

/** After `checkAmount` in `deposit`, the first of the methods that call it. */
const inDeposit = (line: string, text = finished) =>
  text.replace('checkAmount(amount);', `checkAmount(amount);\n    ${line}`);

const lineOf = (text: string) => finished.slice(0, finished.indexOf(text)).split('\n').length;

interface Attempt {
  /** 01 when absent: its judges have the least to load. */
  readonly step?: string;
  readonly files: Readonly<Record<string, string>>;
  readonly code: number;
  readonly says: RegExp;
  /** How long a judge may be silent; as long as for a learner when absent. */
  readonly silenceMs?: string;
}

const attempts: Readonly<Record<string, Attempt>> = {
  'a type error': {
    files: { 'accounts.ts': finished.replace('checkAmount(amount);', 'checkAmount(amout);') },
    code: 2,
    says: /^workbook: steps\/01\/attempt\/accounts\.ts:\d+ has a type error: Cannot find name 'amout'/,
  },
  'a type error in another file of its own': {
    files: {
      'accounts.ts': `import { limit } from './limit.ts';\n${finished}\nexport const most: number = limit;\n`,
      'limit.ts': "\n\nexport const limit: number = 'a';\n",
    },
    code: 2,
    says: /^workbook: steps\/01\/attempt\/limit\.ts:3 has a type error: /,
  },
  'a syntax error': {
    files: { 'accounts.ts': 'export function createAccounts( {\n' },
    code: 2,
    says: /^workbook: steps\/01\/attempt\/accounts\.ts:\d has a syntax error: /,
  },
  'a throw while it is imported': {
    files: { 'accounts.ts': `${finished}\nthrow new Error('not today');\n` },
    code: 2,
    says: /^workbook: steps\/01\/attempt\/accounts\.ts cannot be loaded: not today \(steps\/01\/attempt\/accounts\.ts:\d+\)/,
  },
  'an endless loop in a request': {
    files: { 'accounts.ts': inDeposit('for (;;) amount += 0;') },
    silenceMs: '4000',
    code: 2,
    says: /accounts\.ts never returns to the event loop: is there an endless loop at steps\/01\/attempt\/accounts\.ts:\d+\?$/,
  },
  'an answer that never comes': {
    files: { 'accounts.ts': inDeposit('await new Promise(() => {});') },
    code: 1,
    says: new RegExp(
      `gets no answer \\(somewhere in deposit, at accounts\\.ts:${lineOf('async deposit(')}\\): something was left behind`,
    ),
  },
  'an answer that never comes after a read': {
    step: '03',
    files: {
      'accounts.ts': stored.replaceAll(
        'row.balance = balanceAfterDeposit',
        'await new Promise(() => {});\n      row.balance = balanceAfterDeposit',
      ),
    },
    code: 1,
    says: /\(last seen at accounts\.ts:\d+\)/,
  },
  'an empty pool': {
    step: '03',
    files: { 'accounts.ts': inDeposit('await this.#orm.em.fork().begin();', stored) },
    code: 1,
    says: /client \w has left a transaction open \(begun at accounts\.ts:\d+\)/,
  },
};

const home = await makeOwnHome();

describe('workbook test, on an attempt with', () => {
  for (const [name, { step = '01', files, code: expected, says, silenceMs }] of Object.entries(
    attempts,
  )) {
    it(`${name}: says so, within a bounded time`, async () => {
      home.empty();
      const folder = join(home.folder, 'steps', step, 'attempt');
      await mkdir(folder, { recursive: true });
      for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
      process.env.WORKBOOK_SILENCE_MS = silenceMs ?? '';
      const { code: exitCode, stdout, stderr } = await inProcess('test', step);
      const own = `${home.folder.replace(/^.*?(\.workbook\/tests\/)/, '$1')}/`;
      const said = (exitCode === 2 ? stderr : stdout).replaceAll(own, '').trimEnd();
      assert.match(said, says);
      assert.equal(exitCode, expected, stdout + stderr);
      if (exitCode === 2) assert.ok(!said.includes('\n'), said);
    });
  }
});
