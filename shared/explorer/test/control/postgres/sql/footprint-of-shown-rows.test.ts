import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { columnOf } from '../../../../src/control/postgres/catalog/names.ts';
import { footprintOf } from '../../../../src/control/postgres/sql/footprint.ts';
import { loadParser } from '../../../../src/control/postgres/sql/parser.ts';
import { noTransaction } from '../../../../src/control/postgres/sql/transaction.ts';
import { type Answer, answerOf, whenAnswered } from '../../../../src/model/footprint.ts';
import { catalog, last, show } from '../../../support/touched-by.ts';

/** What a statement has touched that was answered like this. */
const answered = (text: string, answer: Answer, known = catalog) =>
  show(whenAnswered(footprintOf({ text, values: [] }, noTransaction, known), answer));

const [one, two] = [
  { id: 1, amount: 100 },
  { id: 2, amount: 100 },
];

describe('footprintOf, of rows that an answer shows', () => {
  before(loadParser);

  const lock = 'select * from stock where amount = 100 for update';
  const oneLocked = 'lock stock id=1, read stock';
  const allLocked = 'lock stock, read stock';
  for (const [text, expected] of [
    [lock, oneLocked],
    [lock.replace('update', 'share nowait'), oneLocked],
    [lock.replace('*', 's.*').replace('stock', 'stock as s'), oneLocked],
    [lock.replace('*', 'amount, id').replace(' for', ' order by id for'), oneLocked],
    // Not by its key, or not under its name.
    [lock.replace('*', 'amount'), allLocked],
    [lock.replace('*', 'amount as id, id as amount'), allLocked],
    [lock.replace('*', 'id + 1 as id'), allLocked],
    // It may have locked others that it does not show, or leave out what others have locked.
    [lock.replace(' for', ' limit 1 for'), allLocked],
    [lock.replace(' for', ' offset 1 for'), allLocked],
    [`${lock} skip locked`, allLocked],
  ] as const)
    it(`says of "${text}", which has found a row: ${expected}`, () =>
      assert.equal(answered(text, { rowCount: 1, rows: [one] }), expected));

  it('knows each row by its key, whether it is handed over as an object or as a list', () => {
    const both = 'lock stock id=1, lock stock id=2, read stock';
    assert.equal(answered(lock, { rows: [one, two] }), both);
    const lists = [Object.values(one), Object.values(two)] as unknown as (typeof one)[];
    assert.equal(answered(lock, { rows: lists }), both);
    const texts = [{ id: '1' }, { id: 2n }];
    assert.equal(answered(lock, { rows: texts }), both);
  });

  it('says that none was locked where none was found', () => {
    assert.equal(answered(lock, { rowCount: 0, rows: [] }), 'read stock');
  });

  it('says that any may be locked where the answer says nothing of that', () => {
    for (const answer of [{}, { rowCount: 1 }, { rows: [{ id: 'one' }] }, { rows: [{}] }])
      assert.equal(answered(lock, answer), allLocked);
    assert.equal(answered(lock, { error: new Error('unknown'), rows: [one] }), allLocked);
    const known = catalog.withMoved(new Set([columnOf('stock', 'id')]));
    assert.equal(answered(lock, { rows: [one] }, known), allLocked);
  });

  it('says so too where it may have waited', () => {
    const answer = { rows: [one] };
    assert.equal(answered(lock, answerOf(answer, { mayHaveWaited: true })), allLocked);
    assert.equal(answered(lock, answerOf(answer, {})), oneLocked);
  });

  it('gives back what was shown, when the transaction ends', () => {
    const rollback = ['begin', lock, 'rollback'];
    assert.equal(last(rollback, { rows: [one] }), 'release stock id=1');
    assert.equal(last(rollback), 'release stock');
  });
});

describe('footprintOf, of what a query within picks', () => {
  before(loadParser);

  const within = (query: string) => `select * from stock where id in (${query})`;
  for (const [text, expected] of [
    [within('select amount from other where id = 1'), 'read stock, read other id=1'],
    [within('select o.amount from other as o where o.id = 1'), 'read stock, read other id=1'],
    [
      'select * from stock where exists (select id from other where id = 1)',
      'read stock, read other id=1',
    ],
    // Its condition may be asked of other rows, or be that of other tables.
    [within('select amount from other where amount = 1 / id and id = 1'), 'read stock, read other'],
    [within('select 1 / amount from other where id = 1'), 'read stock, read other'],
    [within('select amount from other where stock.id = 1'), 'read stock, read other'],
    [within('select o.amount from other o, stock s where o.id = 1'), 'read stock, read other'],
    [
      'select * from stock where amount = 1 or id in (select id from stock where id = 2)',
      'read stock',
    ],
  ] as const)
    it(`says of "${text}": ${expected}`, () => assert.equal(answered(text, {}), expected));
});
