import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { columnOf } from '../../../../src/control/postgres/catalog/names.ts';
import { footprintOf } from '../../../../src/control/postgres/sql/footprint.ts';
import { loadParser } from '../../../../src/control/postgres/sql/parser.ts';
import { afterFailed } from '../../../../src/control/postgres/sql/transaction.ts';
import {
  type Answer,
  asksInTurn,
  conflict,
  type Footprint,
  whenAnswered,
} from '../../../../src/model/footprint.ts';
import { handsOver } from '../../../../src/model/in-turn.ts';
import {
  footprintOfLast,
  catalog as plain,
  show,
  stateAfter,
} from '../../../support/touched-by.ts';

const catalog = plain.withTurns();
const begin = 'begin';
const lock = 'select * from stock where id = 1 for update';
const [row, other] = [
  { id: 1, name: 'a', amount: 100 },
  { id: 2, name: 'b', amount: 100 },
];
const found: Answer = { rowCount: 1, rows: [row] };

/** What the last of the statements touches, as it was answered; those before it have found the row, too. */
function touched(texts: readonly string[], answer: Answer = found, known = catalog): Footprint {
  return whenAnswered(footprintOfLast(texts, { ...found, known }), answer);
}

const within = (query: string) => `select * from stock where id in (${query}) for update`;
const ids = 'select id from other where id = 7';

describe('a statement asks in turn', () => {
  before(loadParser);

  for (const text of [
    lock,
    lock.replace(' for', ' limit 1 for'),
    lock.replace(' for', ' order by name for'),
    lock.replace('*', 'id, amount'),
    lock.replace('for update', 'for update of stock'),
    lock.replace('= 1', 'in (1, 2)'),
    within(ids),
  ])
    it(`where it is "${text}"`, () => assert.ok(asksInTurn(touched([begin, text]))));

  for (const text of [
    lock.replace('update', 'no key update'),
    lock.replace('update', 'share'),
    `${lock} nowait`,
    `${lock} skip locked`,
    lock.replace('id = 1', 'amount = 100'),
    lock.replace('id = 1', 'id = 1 and amount = 100'),
    lock.replace('id = 1', 'id = 1 or id = 2'),
    lock.replace('id = 1', 'id > 1'),
    lock.replace(' for', ' limit 0 for'),
    lock.replace(' for', ' offset 1 for'),
    lock.replace('= 1', 'in (1, 2)').replace(' for', ' limit 1 for'),
    lock.replace('*', 'id / amount'),
    lock.replace(' for', ' order by 1 / amount for'),
    lock.replace('from stock', 'from stock join other using (id)'),
    within('select id from other where amount / 0 = 1'),
    within('select other.id from other where id = stock.id'),
    'select * from stock where id not in (select id from other) for update',
    'update stock set amount = 1 where id = 1',
  ])
    it(`not where it is "${text}"`, () => assert.ok(!asksInTurn(touched([begin, text]))));

  it('not without a transaction that keeps the rows, nor of a snapshot', () => {
    assert.ok(!asksInTurn(touched([lock])));
    for (const level of ['repeatable read', 'serializable'])
      assert.ok(!asksInTurn(touched([`begin isolation level ${level}`, lock])));
  });

  it('not where a column moves by which the rows are picked', () => {
    const moved = (column: string) => catalog.withMoved(new Set([column]));
    for (const [text, column] of [
      [lock, columnOf('stock', 'id')],
      [within(ids), columnOf('other', 'id')],
      [within('select id from other where name = $$x$$'), columnOf('other', 'name')],
    ] as const) {
      assert.ok(asksInTurn(touched([begin, text])));
      assert.ok(!asksInTurn(touched([begin, text], found, moved(column))), text);
    }
  });

  it('not where tables are locked, it has failed, or others tell it apart', () => {
    assert.ok(!asksInTurn(touched([begin, lock], found, catalog.withLockedTables())));
    assert.ok(!asksInTurn(touched([begin, lock], found, plain)));
    assert.ok(!asksInTurn(touched([begin, lock], { error: new Error('cancelled') })));
  });
});

describe('rows that are given back to the next in turn', () => {
  before(loadParser);

  const asked = () => touched([begin, lock]);
  const update = 'update stock set amount = amount - 1 where id = 1';

  for (const last of ['commit', 'rollback'])
    it(`by ${last}: the next one may ask before or after that, and goes on after it`, () => {
      const ended = touched([begin, lock, update, last]);
      assert.ok(!conflict(ended, asked()), show(ended));
      assert.ok(handsOver(ended, asked()));
      assert.ok(conflict(touched([begin, lock]), asked()), 'who asks first matters');
      assert.ok(!handsOver(ended, touched([begin, lock.replace('= 1', '= 2')], { rows: [other] })));
      assert.ok(!handsOver(ended, touched([begin, update])));
    });

  it('by a savepoint that was there before it', () => {
    const back = touched([begin, 'savepoint s', lock, 'rollback to s']);
    assert.ok(!conflict(back, asked()), show(back));
    assert.ok(handsOver(back, asked()));
    assert.ok(!handsOver(touched([begin, lock, 'savepoint s', 'rollback to s']), asked()));
    const changed = touched([begin, 'savepoint s', update, lock, 'rollback to s']);
    assert.ok(conflict(changed, asked()), show(changed));
  });

  it('to one who finds them elsewhere, by what has not changed', () => {
    const change = 'update other set amount = 1 where id = 7';
    const ended = touched([begin, within(ids), change, 'commit']);
    const next = touched([begin, within(ids)]);
    assert.ok(!conflict(ended, next), show(ended));
    assert.ok(handsOver(ended, next));
    const gone = touched([begin, within(ids), 'delete from other where id = 7', 'commit']);
    assert.ok(conflict(gone, next), show(gone));
  });

  it('and to others only where it is known which rows those have got', () => {
    const ended = touched([begin, lock, 'commit']);
    const query = 'select * from stock where id in (select id from other) for update';
    for (const [rows, expected] of [
      [[row], true],
      [[other], false],
      [undefined, false],
    ] as const)
      assert.equal(handsOver(ended, touched([begin, query], { rows })), expected);
  });

  for (const [why, ...statements] of [
    ['they were changed before', update, lock],
    ['they were brought', 'insert into stock values (1, $$a$$, 1)', lock],
    ['they are removed', lock, 'delete from stock where id = 1'],
    ['others come in their place', lock, 'insert into stock (amount) values (1)'],
    ['a savepoint has given them back', 'savepoint s', lock, 'rollback to s', update],
    ['it is not known what was done', lock, 'call anything()'],
  ] as const)
    it(`but not where ${why}`, () => {
      const ended = touched([begin, ...statements, 'commit']);
      assert.ok(conflict(ended, asked()), show(ended));
    });

  it('but not by a transaction that has failed, and has given them back by then', () => {
    const held = stateAfter([begin, lock], { ...found, known: catalog });
    const ended = footprintOf({ text: 'rollback', values: [] }, afterFailed(held), catalog);
    assert.ok(!handsOver(ended, asked()));
    assert.ok(conflict(ended, asked()));
  });
});
