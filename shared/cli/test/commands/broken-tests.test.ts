import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { workbook } from '../support/command.ts';
import { code, makeHome } from '../support/home.ts';

const finished = await code('05/src/accounts.ts');

/** After `checkAmount` in `deposit`, the first of the methods that call it. */
const inDeposit = (line: string) =>
  finished.replace('checkAmount(amount);', `checkAmount(amount);\n    ${line}`);

const lineOf = (text: string) => finished.slice(0, finished.indexOf(text)).split('\n').length;

const attempts = {
  'a type error': {
    files: { 'accounts.ts': finished.replace('checkAmount(amount);', 'checkAmount(amout);') },
    code: 2,
    says: /^workbook: steps\/05\/attempt\/accounts\.ts:\d+ has a type error: Cannot find name 'amout'/,
  },
  'a type error in another file of its own': {
    files: {
      'accounts.ts': `import { limit } from './limit.ts';\n${finished}\nexport const most: number = limit;\n`,
      'limit.ts': "\n\nexport const limit: number = 'a';\n",
    },
    code: 2,
    says: /^workbook: steps\/05\/attempt\/limit\.ts:3 has a type error: /,
  },
  'a syntax error': {
    files: { 'accounts.ts': 'export function createAccounts( {\n' },
    code: 2,
    says: /^workbook: steps\/05\/attempt\/accounts\.ts:\d has a syntax error: /,
  },
  'a throw while it is imported': {
    files: { 'accounts.ts': `${finished}\nthrow new Error('not today');\n` },
    code: 2,
    says: /^workbook: steps\/05\/attempt\/accounts\.ts cannot be loaded: not today \(steps\/05\/attempt\/accounts\.ts:\d+\)/,
  },
  'an endless loop in a request': {
    files: { 'accounts.ts': inDeposit('for (;;) amount += 0;') },
    code: 2,
    says: /accounts\.ts never gives the processor back: is there an endless loop at steps\/05\/attempt\/accounts\.ts:\d+\?$/,
  },
  'an answer that never comes': {
    files: { 'accounts.ts': inDeposit('await new Promise(() => {});') },
    code: 1,
    says: new RegExp(
      `gets no answer \\(somewhere in deposit, at accounts\\.ts:${lineOf('async deposit(')}\\): something was left behind`,
    ),
  },
  'an answer that never comes after a read': {
    files: {
      'accounts.ts': finished.replaceAll(
        'row.balance = balanceAfterDeposit',
        'await new Promise(() => {});\n      row.balance = balanceAfterDeposit',
      ),
    },
    code: 1,
    says: /\(last seen at accounts\.ts:\d+\)/,
  },
  'an empty pool': {
    files: { 'accounts.ts': inDeposit('await this.#orm.em.fork().begin();') },
    code: 1,
    says: /client \w has left a transaction open \(begun at accounts\.ts:\d+\)/,
  },
};

describe('workbook test, on an attempt with', { concurrency: 2 }, () => {
  for (const [name, { files, code: expected, says }] of Object.entries(attempts)) {
    it(`${name}: says so, within a bounded time`, async () => {
      await using home = await makeHome();
      for (const [file, text] of Object.entries(files)) await home.write('05', text, file);
      const { code: exitCode, stdout, stderr } = await workbook(['test', '05'], { env: home.env });
      const own = `${home.folder.replace(/^.*?(\.workbook\/tests\/)/, '$1')}/`;
      const said = (exitCode === 2 ? stderr : stdout).replaceAll(own, '').trimEnd();
      assert.match(said, says);
      assert.equal(exitCode, expected, stdout + stderr);
      if (exitCode === 2) assert.ok(!said.includes('\n'), said);
    });
  }
});
