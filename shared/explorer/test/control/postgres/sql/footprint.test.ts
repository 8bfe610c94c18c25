import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Catalog } from '../../../../src/control/postgres/catalog/catalog.ts';
import { columnOf, orderIn } from '../../../../src/control/postgres/catalog/names.ts';
import { footprintOf } from '../../../../src/control/postgres/sql/footprint.ts';
import { loadParser } from '../../../../src/control/postgres/sql/parser.ts';
import {
  afterStatement,
  noTransaction,
  type TransactionState,
} from '../../../../src/control/postgres/sql/transaction.ts';
import type { Footprint } from '../../../../src/model/footprint.ts';
import { plainTable } from '../../../support/plain-table.ts';

/** `read stock 1, release stock, release other if it fails`, or `everything`. */
function show(footprint: Footprint): string {
  if (footprint === 'everything') return footprint;
  const uses = footprint.map(({ mode, scope, key = '', rows = {}, onFailure }) => {
    const values = Object.entries(rows).map(([column, value]) => `${column}=${value}`);
    return [mode, scope, key, ...values, onFailure ? 'if it fails' : ''].filter(Boolean).join(' ');
  });
  return uses.join(', ');
}

/** Two tables that nothing connects. */
const catalog = new Catalog({
  tables: [plainTable('stock'), plainTable('other')],
  sequences: [],
  added: new Set(),
  readsCommitted: true,
});

const alone = (text: string, values: unknown[] = []) =>
  show(footprintOf({ text, values }, noTransaction, catalog));

/** What the last statement touches when the statements before it have run, and each has found `rowCount` rows. */
function last(texts: readonly string[], { rowCount = 1, known = catalog } = {}): string {
  const state = texts
    .slice(0, -1)
    .reduce<TransactionState>(
      (before, text) => afterStatement({ text, values: [] }, before, known, rowCount),
      noTransaction,
    );
  return show(footprintOf({ text: texts.at(-1) ?? '', values: [] }, state, known));
}

const row1 =
  'lock stock id=1, lock stock unique id id=1, write stock id=1, write stock unique id id=1';
const anyRow = 'lock stock, lock stock unique id, write stock, write stock unique id';
const keyOf1 = 'lock stock unique id id=1, write stock name=x id=1, write stock unique id id=1';
const anyKey = 'lock stock unique id, write stock name=x, write stock unique id';

describe('footprintOf', () => {
  before(loadParser);

  for (const [text, expected] of [
    ['select * from stock where id = 1', 'read stock id=1'],
    ['select "a0".* from "stock" as "a0" where "a0"."id" = 1 limit 1', 'read stock id=1'],
    ['select * from public.stock', 'read stock'],
    ['select * from only stock where id = 1', 'read stock id=1'],
    ['select * from stock where id = 1 or true', 'read stock'],
    ['select * from stock where not (id = 1)', 'read stock'],
    ['select * from stock where id = 1 + 1', 'read stock'],
    ['select * from stock where id in (1, 2)', 'read stock'],
    ["select * from stock where name = 'where id = 1 '", 'read stock name=where id = 1 '],
    ['select * from stock where id = 1 union select * from stock where id = 2', 'read stock'],
    ['select * from stock where account_id = 1', 'read stock'],
    ['select * from stock, other where id = 1', 'read stock, read other'],
    ['select * from stock join other using (id)', 'read stock, read other'],
    [
      'delete from stock using other where id = 1',
      'lock stock, hold stock unique id, read other, write stock',
    ],
    ['select * from elsewhere.stock', 'write *'],
    ['select * from stock where id = 1 and amount > 5', 'read stock id=1'],
    ["select * from stock where id = 1 and name = 'x'", 'read stock id=1 name=x'],
    ["select count(*) from stock where name = 'x'", 'read stock name=x'],
    // PostgreSQL may divide in another row first.
    ['select * from stock where id = 1 and 10 / amount > 1', 'read stock'],
    ['select * from stock where id = 1 and amount = id', 'read stock'],
    // Another row is read besides, or another column has the name.
    ['select * from stock a join stock b on b.amount = a.amount where a.id = 1', 'read stock'],
    ['select * from stock, generate_series(1, 3) as g (id) where g.id = 1', 'read stock'],
    ['select * from stock as s (name, id) where id = 1', 'read stock'],
    [
      'update stock set amount = 1 from stock b where b.id = 1',
      'lock stock, hold stock unique id, write stock',
    ],
    [
      'delete from stock using stock b where b.id = 1',
      'lock stock, hold stock unique id, write stock',
    ],
    ['select 1', ''],
    [
      'update stock set amount = 1 where id = 2',
      'lock stock id=2, hold stock unique id id=2, write stock id=2',
    ],
    ['update stock set id = 3 where id = 2', 'lock stock, hold stock unique id, write stock'],
    [
      'delete from stock where id = 2',
      'lock stock id=2, hold stock unique id id=2, write stock id=2',
    ],
    ['insert into stock values (1)', row1],
    ["insert into stock (name, id) values ('x', 1)", `lock stock name=x id=1, ${keyOf1}`],
    ["insert into stock (name) values ('x')", `lock stock name=x, ${anyKey}`],
    // Its end may be cut off where it is stored, and a number becomes a text in ways of PostgreSQL's own.
    ["insert into stock (name) values ('x ')", anyRow],
    ['insert into stock (name) values (1.50)', anyRow],
    ['insert into stock values (1) returning (select sum(amount) from stock)', anyRow],
    ['insert into stock overriding user value values (1)', anyRow],
    ['insert into stock values (1), (2)', anyRow],
    ['insert into stock select 1', anyRow],
    [
      'insert into stock values (1) on conflict (id) do update set amount = 2',
      'lock stock id=1, lock stock unique id id=1, lock stock id=1, hold stock unique id id=1, write stock id=1, write stock unique id id=1, write stock id=1',
    ],
    // The row that is there may have another name.
    [
      "insert into other values (1, 'x') on conflict (id) do update set amount = 2",
      'lock other id=1 name=x, lock other unique id id=1, lock other id=1, hold other unique id id=1, write other id=1 name=x, write other unique id id=1, write other id=1',
    ],
    [
      'insert into stock values (1) on conflict on constraint one_each do update set amount = 2',
      'lock stock id=1, lock stock unique id id=1, lock stock, hold stock unique id, write stock id=1, write stock unique id id=1, write stock',
    ],
    [
      'insert into stock values (1) on conflict (id) do update set id = 2',
      'lock stock id=1, lock stock unique id id=1, lock stock, hold stock unique id, write stock id=1, write stock unique id id=1, write stock',
    ],
    [
      'insert into stock values (1), (2) on conflict (id) do update set amount = 2',
      'lock stock, lock stock unique id, lock stock, hold stock unique id, write stock, write stock unique id, write stock',
    ],
    [
      "insert into stock (name) values ('x') on conflict (name) do update set amount = 2",
      `lock stock name=x, lock stock unique id, lock stock, hold stock unique id, write stock name=x, write stock unique id, write stock`,
    ],
    [
      "update stock set amount = 1 where name = 'x'",
      'lock stock name=x, hold stock unique id, write stock name=x',
    ],
    ["select * from stock where name = 'x' for update", 'lock stock name=x, read stock name=x'],
    [
      'select * from stock where id in (select id from other where id = 2) for update',
      'lock stock, read stock, read other',
    ],
    ['select * from stock where id = 1 for update', 'lock stock id=1, read stock id=1'],
    ['lock table stock in exclusive mode', 'lock stock, lock stock as a table, write stock'],
    [
      'lock stock, other',
      'lock stock, lock other, lock stock as a table, lock other as a table, write stock, write other',
    ],
    ['select pg_advisory_lock(1)', 'lock advisory locks, release advisory locks'],
    ['begin', ''],
    ['vacuum', 'write *'],
  ] as const) {
    it(`says of "${text}" alone: ${expected || 'nothing'}`, () =>
      assert.equal(alone(text), expected));
  }

  it('keeps the order of rows, where some statement shows it', () => {
    const seen = catalog.withMoved(new Set([orderIn('stock')]));
    const touchedBy = (text: string) =>
      show(footprintOf({ text, values: [] }, noTransaction, seen));
    assert.equal(touchedBy('insert into stock values (1)'), `${row1}, write stock in its order`);
    const update =
      'lock stock id=1, hold stock unique id id=1, write stock id=1, write stock in its order';
    assert.equal(touchedBy('update stock set amount = 1 where id = 1'), update);
    assert.equal(
      touchedBy('delete from stock where id = 1'),
      'lock stock id=1, hold stock unique id id=1, write stock id=1',
    );
    assert.equal(touchedBy('insert into other values (1)'), alone('insert into other values (1)'));
  });

  it('takes the id from the values', () => {
    assert.equal(alone('select * from stock where id = $2', [8, 9]), 'read stock id=9');
    assert.equal(alone('select * from stock where id = $1', [[1, 2]]), 'read stock');
  });

  const change = 'update stock set amount = 1 where id = 1';
  const otherChange = 'update stock set amount = 1 where id = 2';
  const released1 = 'release stock id=1, release stock unique id id=1';
  const released2 = 'release stock id=2, release stock unique id id=2';
  const look = 'select * from stock where id = 2';
  for (const [statements, expected] of [
    [['begin', change], 'lock stock id=1, hold stock unique id id=1'],
    [['begin', 'select pg_advisory_xact_lock(1)'], 'lock advisory locks 1'],
    [
      ['begin', 'select pg_advisory_xact_lock(1)', 'select pg_advisory_xact_lock(2)'],
      'lock advisory locks, release advisory locks, release advisory locks 1 if it fails',
    ],
    [['begin', 'select pg_advisory_xact_lock(1)', 'commit'], 'release advisory locks 1'],
    [
      ['begin', change, 'commit'],
      'publish stock id=1, release stock id=1, release stock unique id id=1',
    ],
    [['begin', change, 'rollback'], 'release stock id=1, release stock unique id id=1'],
    [['begin', look, 'commit'], ''],
    // Each of these may fail, and then gives back what was locked before.
    [
      ['begin', change, look],
      'read stock id=2, release stock id=1 if it fails, release stock unique id id=1 if it fails',
    ],
    [
      ['begin', change, change],
      'lock stock id=1, hold stock unique id id=1, release stock id=1 if it fails, release stock unique id id=1 if it fails',
    ],
    [
      ['begin', 'savepoint s', change, 'rollback to s'],
      'release stock id=1, release stock unique id id=1',
    ],
    [['begin', 'savepoint s', change, 'rollback to s', 'commit'], ''],
    [['begin', change, 'savepoint s', look, 'rollback to s'], ''],
    [
      ['begin', change, 'savepoint s', otherChange, 'rollback to s', 'commit'],
      'publish stock id=1, release stock id=1, release stock unique id id=1',
    ],
    [['begin', change, 'savepoint s', 'savepoint s', otherChange, 'rollback to s'], released2],
    [
      ['begin', 'savepoint s', change, 'savepoint t', 'rollback to s'],
      'release stock id=1, release stock unique id id=1',
    ],
    [
      ['begin', 'savepoint s', change, 'savepoint s', otherChange, 'release s', 'rollback to s'],
      `release stock id=1, release stock unique id id=1, ${released2}`,
    ],
    [['begin', change, 'rollback to s'], 'release stock id=1, release stock unique id id=1'],
    [
      ['begin', 'savepoint s', change, 'release s', 'rollback'],
      'release stock id=1, release stock unique id id=1',
    ],
    [
      ['begin', change, 'savepoint s'],
      'release stock id=1 if it fails, release stock unique id id=1 if it fails',
    ],
    [
      ['begin', change, 'savepoint s', 'release s'],
      'release stock id=1 if it fails, release stock unique id id=1 if it fails',
    ],
    [['begin', 'savepoint s'], ''],
    [['begin isolation level serializable', 'savepoint s', change, 'rollback to s'], 'write *'],
    [['begin isolation level repeatable read', look], 'read *'],
    [['begin isolation level repeatable read', change], 'write *'],
    [['begin isolation level repeatable read', look, look], 'read stock id=2'],
    [['begin isolation level serializable', look, look], 'read *'],
    [['begin isolation level serializable', look, change], 'write *'],
    [['begin isolation level serializable', change, 'commit'], 'write *'],
    [['begin isolation level serializable', look, 'rollback'], 'write *'],
    [['begin', 'set transaction isolation level serializable', look], 'read *'],
    [['begin', 'truncate stock', 'commit'], 'write *, write *'],
    [
      ['begin', change, 'begin', 'commit'],
      'publish stock id=1, release stock id=1, release stock unique id id=1',
    ],
    [['begin; select 1', look], 'read *, write * if it fails'],
    [['begin', change, 'commit and chain', 'commit'], 'write *'],
    [['begin', 'insert into stock values (1) on conflict do nothing', 'rollback'], released1],
  ] as const) {
    it(`says of the last of "${statements.join('; ')}": ${expected || 'nothing'}`, () =>
      assert.equal(last(statements), expected));
  }

  const hold = 'select * from stock where id = 1 for update';
  const holdBoth = 'select * from stock where id in (1, 2) order by id for update';
  const held = 'hold stock unique id id=1, release stock id=1 if it fails';
  const heldBoth = 'hold stock unique id, release stock if it fails';
  const lockedAnew = 'lock stock id=1, hold stock unique id id=1, release stock id=1 if it fails';
  for (const [statements, rowCount, expected] of [
    [['begin', hold, change], 1, held],
    [['begin', hold, `${change} and amount = 2`], 1, held],
    [['begin', hold, 'delete from stock where id = 1'], 1, held],
    [['begin', hold, hold], 1, 'read stock id=1, release stock id=1 if it fails'],
    [['begin', 'savepoint s', hold, 'release s', change], 1, held],
    [['begin', holdBoth, 'update stock set amount = 1 where id in (2, 1)'], 2, heldBoth],
    [['begin', holdBoth, change], 2, 'hold stock unique id id=1, release stock if it fails'],
    // It was not there, and may be there by now.
    [['begin', hold, change], 0, lockedAnew],
    [
      ['begin', holdBoth, change],
      1,
      'lock stock id=1, hold stock unique id id=1, release stock if it fails',
    ],
    // Another row, others besides, or not so that other sessions may not lock it.
    [
      ['begin', hold, otherChange],
      1,
      'lock stock id=2, hold stock unique id id=2, release stock id=1 if it fails',
    ],
    [
      ['begin', hold, 'update stock set amount = 1'],
      1,
      'lock stock, hold stock unique id, release stock id=1 if it fails',
    ],
    [['begin', `${hold} skip locked`, change], 1, lockedAnew],
    [['begin', hold.replace('update', 'no key update'), change], 1, lockedAnew],
    [
      ['begin', 'savepoint s', hold, 'rollback to s', change],
      1,
      'lock stock id=1, hold stock unique id id=1',
    ],
    [
      ['begin', hold, 'insert into stock values (1)'],
      1,
      `lock stock id=1, lock stock unique id id=1, release stock id=1 if it fails`,
    ],
  ] as const) {
    it(`says of the last of "${statements.join('; ')}", with ${rowCount} found: ${expected}`, () =>
      assert.equal(last(statements, { rowCount }), expected));
  }

  it('says that an INSERT has locked nothing where it has found its row there', () => {
    const statements = ['begin', 'insert into stock values (1) on conflict do nothing', 'commit'];
    assert.equal(last(statements, { rowCount: 0 }), '');
    assert.equal(last(statements, { rowCount: 1 }), last(statements));
    assert.notEqual(last(statements), '');
  });

  it('locks a row once more where tables are locked, or where its key may move', () => {
    const statements = ['begin', hold, change];
    assert.equal(last(statements, { known: catalog.withLockedTables() }), lockedAnew);
    const known = catalog.withMoved(new Set([columnOf('stock', 'id')]));
    assert.equal(
      last(statements, { known }),
      'lock stock, hold stock unique id, release stock if it fails',
    );
  });
});
