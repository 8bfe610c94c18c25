import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApp } from '@workbook/http';
import inject from 'light-my-request';
import { likelyMistake, wrongExport, wrongReturn } from '../../src/world/likely-mistake.ts';

const makesTables = { needs: ['postgres'], createSchema: async () => {} } as const;
const noTables = { needs: ['postgres'] } as const;
const needless = { needs: [], createSchema: async () => {} } as const;

describe('the question about an error at the beginning', () => {
  const noTable = 'insert into "account" … - relation "account" does not exist';
  const noFork = "Cannot read properties of undefined (reading 'fork')";
  const noUrl = "Cannot read properties of undefined (reading 'url')";
  const noDatabase = 'No database specified, please fill in `dbName` or `clientUrl` option';
  const cases = [
    [noTable, noTables, /^does mine\.ts export createSchema\?$/],
    [noTable, makesTables, /^does createSchema make this table\?$/],
    ['relation "account" already exists', makesTables, /leave a table alone that is there\?$/],
    [noDatabase, needless, /^does mine\.ts export needs = \['postgres'\]\?$/],
    ['connect ECONNREFUSED 127.0.0.1:5432', needless, /export needs/],
    [noUrl, needless, /export needs/],
    [noUrl, makesTables, /one of resources\.postgres and resources\.redis\?$/],
    [noFork, makesTables, /^is an await missing/],
  ] as const;
  for (const [message, exported, question] of cases)
    it(`is asked: ${message}`, () => {
      assert.match(likelyMistake(new Error(message), exported, 'mine.ts') ?? '', question);
    });

  it('is asked where a method has returned nothing that could be an answer', async () => {
    const defects: unknown[] = [];
    const open = async () => undefined as never;
    const app = createApp({ open } as never, { onDefect: (error) => defects.push(error) });
    await inject(app.callback() as never, {
      method: 'POST',
      url: '/accounts',
      payload: { owner: 'ann', opening: 100 },
    });
    assert.equal(
      likelyMistake(defects[0], makesTables),
      'does the method return the account, as it is now?',
    );
    assert.equal(likelyMistake(new TypeError('x is undefined'), makesTables), undefined);
  });

  it('is not asked where the error says enough', () => {
    // A database that is away is no mistake of code that says what it needs.
    for (const message of ['not today', noDatabase, 'connect ECONNREFUSED 127.0.0.1:5432'])
      assert.equal(likelyMistake(new Error(message), makesTables), undefined);
    assert.equal(likelyMistake('not today', needless), undefined);
    // Who says nothing is given everything.
    assert.equal(likelyMistake(new Error(noDatabase), {}), undefined);
  });
});

describe('what a file exports', () => {
  const cases: readonly [what: string, exported: Record<string, unknown>, RegExp][] = [
    ['nothing', {}, /and does not: it exports nothing at all, is it empty\?$/],
    [
      'something else',
      { needs: [] },
      /^must export a function createAccounts\(resources\), and does not$/,
    ],
    ['a default', { default: () => {} }, /default export, so write export async function/],
    [
      'a class',
      { Bank: class Bank {} },
      /the class Bank, so let createAccounts return a new Bank$/,
    ],
    [
      'a class of that name',
      { createAccounts: class {} },
      /^exports a class createAccounts, which/,
    ],
  ];
  for (const [what, exported, problem] of cases)
    it(`cannot be called: ${what}`, () => {
      assert.match(wrongExport(exported) ?? '', problem);
    });

  it('may be any function of that name', () => {
    assert.equal(wrongExport({ createAccounts: async () => {}, Bank: class {} }), undefined);
  });
});

it('what createAccounts returns is an object', () => {
  assert.equal(wrongReturn({}), undefined);
  assert.match(wrongReturn(undefined) ?? '', /returns undefined .*: is a return missing\?$/);
  assert.match(wrongReturn(null) ?? '', /returns null /);
  assert.match(wrongReturn(() => {}) ?? '', /returns a function /);
});
