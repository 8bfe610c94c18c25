import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Reply, SqlVerb } from '@workbook/explorer';
import { shortOperation, shortReply } from '../../src/timeline/short-operation.ts';
import { statement } from '../support/turns.ts';

describe('shortOperation', () => {
  for (const [sql, short] of [
    ['begin', 'BEGIN'],
    ['select "a0".* from "account" as "a0" where "a0"."id" = 1 limit 1', 'SELECT account 1'],
    [
      'select "a0".* from "account" as "a0" where "a0"."id" = 1 limit 1 for update',
      'SELECT account 1 FOR UPDATE',
    ],
    [`update "account" set "balance" = '70' where "id" = 1`, 'UPDATE account 1: balance = 70'],
    [
      `insert into "account" ("owner", "balance") values ('ann', '100') returning "id"`,
      "INSERT account ('ann', 100)",
    ],
    [
      `insert into "account" ("id", "balance") values (1, '100'), (2, '150') on conflict ("id") do update set "balance" = excluded."balance"`,
      'INSERT account (1, 100), (2, 150) ON CONFLICT …',
    ],
    ['delete from "account" where "id" = 3', 'DELETE account 3'],
    [
      'set transaction isolation level serializable',
      'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE',
    ],
  ] as const) {
    it(`writes ${sql} as ${short}`, () => assert.equal(shortOperation('sql', sql), short));
  }

  it('leaves what is not SQL as it is', () => {
    assert.equal(shortOperation('call', 'screening from select'), 'screening from select');
  });
});

describe('shortReply', () => {
  const replied = (verb: SqlVerb, reply: Reply | undefined) =>
    shortReply({ ...statement(verb, verb), reply });

  it('shows the balance of one row, and whose it is of several', () => {
    const rows = [
      { id: 1, owner: 'ann', balance: 5 },
      { id: 2, owner: 'bob', balance: 6 },
    ];
    assert.equal(replied('select', { rows: rows.slice(0, 1) }), '→ balance 5');
    assert.equal(replied('select', { rows }), '→ ann 5, bob 6');
    assert.equal(replied('select', { rows: [] }), '→ nothing');
  });

  it('shows that an update has met no row', () => {
    assert.equal(replied('update', { rowCount: 0 }), '→ no row');
    assert.equal(replied('update', { rowCount: 1 }), '');
  });

  it('shows what a late reply brings, where that tells something by itself', () => {
    const late = (reply: Reply) => shortReply({ kind: 'reply', reply });
    assert.equal(late({ rows: [{ id: 1, owner: 'ann', balance: 100 }] }), '→ balance 100');
    assert.equal(late({ value: 'OK' }), '→ OK');
    assert.equal(late({ rows: [] }), '');
    assert.equal(late({ value: null }), '');
    assert.equal(late({ error: { code: '40001', message: 'no' } }), '✗ 40001 no');
  });

  it('shows an error with its code, in one line', () => {
    const error = { code: '40001', message: 'could not\n serialize' };
    assert.equal(replied('select', { error }), '✗ 40001 could not serialize');
  });

  it('shows what came of a wait, in a later turn', () => {
    const update = statement('update', 'update');
    assert.equal(shortReply(update, { rowCount: 0 }), '→ no row');
  });

  it('shows nothing where nothing came back', () => {
    assert.equal(replied('select', undefined), '');
  });
});
