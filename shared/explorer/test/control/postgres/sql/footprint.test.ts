import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { orderIn } from '../../../../src/control/postgres/catalog/names.ts';
import { footprintOf } from '../../../../src/control/postgres/sql/footprint.ts';
import { loadParser } from '../../../../src/control/postgres/sql/parser.ts';
import { noTransaction } from '../../../../src/control/postgres/sql/transaction.ts';
import { alone, catalog, catalogWithReference, last, show } from '../../../support/touched-by.ts';

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
      'lock stock, read stock, read other id=2',
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

  it('locks what foreign keys refer to, where a row is changed that its transaction has changed before', () => {
    const known = catalogWithReference('name');
    const update = (id: number) => `update stock set amount = 1 where id = ${id}`;
    const locksOf = (...texts: string[]) =>
      last(texts, { known })
        .split(', ')
        .filter((use) => use === 'lock other');
    assert.equal(locksOf('begin', update(1), update(1)).length, 1);
    assert.equal(locksOf('begin', 'call anything()', update(1)).length, 1);
    assert.equal(locksOf('begin', update(1), update(2)).length, 0);
    assert.equal(locksOf('begin', update(1)).length, 0);
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
});
