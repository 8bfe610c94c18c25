import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { columnOf } from '../../../../src/control/postgres/catalog/names.ts';
import { footprintOf } from '../../../../src/control/postgres/sql/footprint.ts';
import { loadParser } from '../../../../src/control/postgres/sql/parser.ts';
import { afterStatement, noTransaction } from '../../../../src/control/postgres/sql/transaction.ts';
import { catalog, catalogWithReference, last, show } from '../../../support/touched-by.ts';

describe('footprintOf, in a transaction that has found its rows or not', () => {
  before(loadParser);

  const change = 'update stock set amount = 1 where id = 1';
  const otherChange = 'update stock set amount = 1 where id = 2';
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

  const bring = 'insert into stock values (1)';
  for (const [statements, rowCount, isHeld] of [
    [['begin', bring, change], 1, true],
    [['begin', `${bring} on conflict do nothing`, change], 1, true],
    [['begin', `${bring} on conflict do nothing`, change], 0, false],
    [['begin', bring, otherChange], 1, false],
    [['begin', `${bring} on conflict (id) do update set amount = 2`, change], 1, false],
    [['begin', 'insert into stock (name) values ($$a$$)', change], 1, false],
    [['begin', 'insert into stock values (1), (2)', change], 2, false],
    [['begin', 'insert into stock select 1', change], 1, false],
    [['begin', 'savepoint s', bring, 'rollback to s', change], 1, false],
  ] as const)
    it(`says of the last of "${statements.join('; ')}", with ${rowCount} brought, that its row is ${isHeld ? 'held' : 'locked'}`, () =>
      assert.equal(!last(statements, { rowCount }).startsWith('lock stock'), isHeld));

  it('says that a row is locked where it is not known whether an INSERT has brought it', () => {
    const [beginning, insert, update] = ['begin', `${bring} on conflict do nothing`, change].map(
      (text) => ({ text, values: [] }),
    );
    assert.ok(beginning && insert && update);
    const begun = afterStatement(beginning, noTransaction, catalog);
    const after = (rowCount?: number) => afterStatement(insert, begun, catalog, { rowCount });
    assert.match(show(footprintOf(update, after(), catalog)), /^lock stock/);
    assert.doesNotMatch(show(footprintOf(update, after(1), catalog)), /^lock stock/);
  });

  it('says that a row is locked that was brought where its key may move', () => {
    const known = catalog.withMoved(new Set([columnOf('stock', 'id')]));
    assert.match(last(['begin', bring, change], { known }), /^lock stock/);
  });

  it('does not lock the row that a foreign key names, where its transaction holds or has brought it', () => {
    const known = catalogWithReference('id');
    const locksOther = (before: string, rowCount = 1, of = known) =>
      last(['begin', before, bring], { known: of, rowCount }).includes('lock other id=1');
    const holdOther = 'select * from other where id = 1 for update';
    assert.equal(locksOther(holdOther), false);
    assert.equal(locksOther('insert into other values (1)'), false);
    assert.equal(locksOther(holdOther, 0), true);
    assert.equal(locksOther('select * from other where id = 2 for update'), true);
    assert.equal(locksOther(holdOther, 1, known.withLockedTables()), true);
  });

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
