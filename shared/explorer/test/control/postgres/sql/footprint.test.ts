import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Catalog, type Table } from '../../../../src/control/postgres/catalog/catalog.ts';
import { footprintOf } from '../../../../src/control/postgres/sql/footprint.ts';
import { loadParser } from '../../../../src/control/postgres/sql/parser.ts';
import {
  afterStatement,
  noTransaction,
  type TransactionState,
} from '../../../../src/control/postgres/sql/transaction.ts';
import type { Footprint } from '../../../../src/model/footprint.ts';

/** `read stock 1, release stock`, or `everything`. */
function show(footprint: Footprint): string {
  if (footprint === 'everything') return footprint;
  return footprint.map(({ mode, scope, key = '' }) => `${mode} ${scope} ${key}`.trim()).join(', ');
}

const table = (scope: string): Table => ({
  scope,
  key: { column: 'id', type: 'integer' },
  isOpaque: false,
  triggers: new Set(),
  unique: new Set(['id']),
  checksAnything: false,
  defaultsAnything: false,
  sequences: new Set(),
  deferrable: false,
  references: [],
  referencedBy: [],
});

/** Two tables that nothing connects. */
const catalog = new Catalog({
  tables: [table('stock'), table('other')],
  sequences: [],
  added: new Set(),
  readsCommitted: true,
});

const alone = (text: string, values: unknown[] = []) =>
  show(footprintOf({ text, values }, noTransaction, catalog));

/** What the last statement touches when the statements before it have run. */
function last(...texts: string[]): string {
  const final = texts.pop() ?? '';
  const state = texts.reduce<TransactionState>(
    (before, text) => afterStatement({ text, values: [] }, before, catalog),
    noTransaction,
  );
  return show(footprintOf({ text: final, values: [] }, state, catalog));
}

describe('footprintOf', () => {
  before(loadParser);

  for (const [text, expected] of [
    ['select * from stock where id = 1', 'read stock 1'],
    ['select "a0".* from "stock" as "a0" where "a0"."id" = 1 limit 1', 'read stock 1'],
    ['select * from public.stock', 'read stock'],
    ['select * from only stock where id = 1', 'read stock 1'],
    ['select * from stock where id = 1 or true', 'read stock'],
    ['select * from stock where not (id = 1)', 'read stock'],
    ['select * from stock where id = 1 + 1', 'read stock'],
    ['select * from stock where id in (1, 2)', 'read stock'],
    ["select * from stock where name = 'where id = 1 '", 'read stock'],
    ['select * from stock where id = 1 union select * from stock where id = 2', 'read stock'],
    ['select * from stock where account_id = 1', 'read stock'],
    ['select * from stock, other where id = 1', 'read stock, read other'],
    ['select * from stock join other using (id)', 'read stock, read other'],
    ['delete from stock using other where id = 1', 'lock stock, read other, write stock'],
    ['select * from elsewhere.stock', 'write *'],
    ['select 1', ''],
    ['update stock set amount = 1 where id = 2', 'lock stock 2, write stock 2'],
    ['update stock set id = 3 where id = 2', 'lock stock, write stock'],
    ['delete from stock where id = 2', 'lock stock 2, write stock 2'],
    ['insert into stock values (1)', 'lock stock, write stock'],
    ['select * from stock where id = 1 for update', 'lock stock 1, read stock 1'],
    ['lock table stock in exclusive mode', 'lock stock, write stock'],
    ['lock stock, other', 'lock stock, lock other, write stock, write other'],
    ['select pg_advisory_lock(1)', 'lock advisory locks, release advisory locks'],
    ['begin', ''],
    ['vacuum', 'write *'],
  ] as const) {
    it(`says of "${text}" alone: ${expected || 'nothing'}`, () =>
      assert.equal(alone(text), expected));
  }

  it('takes the id from the values', () => {
    assert.equal(alone('select * from stock where id = $2', [8, 9]), 'read stock 9');
    assert.equal(alone('select * from stock where id = $1', [[1, 2]]), 'read stock');
  });

  const change = 'update stock set amount = 1 where id = 1';
  const look = 'select * from stock where id = 2';
  for (const [statements, expected] of [
    [['begin', change], 'lock stock 1'],
    [['begin', 'select pg_advisory_xact_lock(1)'], 'lock advisory locks 1'],
    [
      ['begin', 'select pg_advisory_xact_lock(1)', 'select pg_advisory_xact_lock(2)'],
      'lock advisory locks, release advisory locks, release advisory locks 1',
    ],
    [['begin', 'select pg_advisory_xact_lock(1)', 'commit'], 'release advisory locks 1'],
    [['begin', change, 'commit'], 'publish stock 1, release stock 1'],
    [['begin', change, 'rollback'], 'release stock 1'],
    [['begin', look, 'commit'], ''],
    // Each of these may fail, and then gives back what was locked before.
    [['begin', change, look], 'read stock 2, release stock 1'],
    [['begin', change, change], 'lock stock, release stock 1'],
    [['begin isolation level repeatable read', look], 'read *'],
    [['begin isolation level repeatable read', change], 'write *'],
    [['begin isolation level repeatable read', look, look], 'read stock 2'],
    [['begin isolation level serializable', look, look], 'read *'],
    [['begin isolation level serializable', look, change], 'write *'],
    [['begin isolation level serializable', change, 'commit'], 'write *'],
    [['begin isolation level serializable', look, 'rollback'], 'write *'],
    [['begin', 'set transaction isolation level serializable', look], 'read *'],
    [['begin', 'truncate stock', 'commit'], 'write *, write *'],
    [['begin', change, 'begin', 'commit'], 'publish stock 1, release stock 1'],
    [['begin; select 1', look], 'read *, write *'],
    [['begin', change, 'commit and chain', 'commit'], 'write *'],
  ] as const) {
    it(`says of the last of "${statements.join('; ')}": ${expected || 'nothing'}`, () =>
      assert.equal(last(...statements), expected));
  }
});
