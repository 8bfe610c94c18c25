import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { readInOrder } from '../../../../src/control/postgres/sql/order-of-rows.ts';
import { loadParser } from '../../../../src/control/postgres/sql/parser.ts';
import { catalog } from '../../../support/touched-by.ts';

describe('the order of rows', () => {
  before(loadParser);

  for (const [text, expected] of [
    ['select * from stock', 'stock'],
    ['select * from stock where id = 1', ''],
    ['select * from stock where id in (1, 2)', 'stock'],
    ["select * from stock where name = 'x'", 'stock'],
    ['select * from stock order by id', ''],
    ['select * from stock order by name', 'stock'],
    ['select * from stock order by name, id desc', ''],
    ['select * from stock order by id + 0', 'stock'],
    ['select amount as id from stock order by id', 'stock'],
    ['select * from stock as s (amount, id) order by id', 'stock'],
    ['select id from stock order by id', ''],
    ['select * from stock for update', 'stock'],
    ['select * from stock, other order by id', 'stock, other'],
    ['select * from stock union select * from other order by id', 'stock, other'],
    ['select count(*), max(amount) from stock', ''],
    ['select count(*), sum(amount) from stock', 'stock'],
    ['select count(*) from stock group by name', 'stock'],
    ['select count(*) over () from stock', 'stock'],
    ['select * from stock where id in (select id from other) order by id', ''],
    ['select * from stock where exists (select 1 from other) order by id', ''],
    ['select * from stock where id in (select id from other limit 1) order by id', 'other'],
    ['select * from stock where id = (select id from other) order by id', 'other'],
    ['select * from stock where id = any (select max(id) from other) order by id', 'other'],
    ['select * from other where id in (select id from other) order by id', ''],
    ['select * from other where id = (select id from other) order by id', 'other'],
    ['insert into stock values (1)', ''],
    ['insert into stock values (1) on conflict (id) do update set amount = 2', ''],
    ['insert into stock select * from other', 'other, stock'],
    ['insert into stock values (1), (2)', 'stock'],
    ['update stock set amount = 1', 'stock'],
    ['update stock set amount = 1 where id = 1', ''],
    ['delete from stock', 'stock'],
    ['select * from somewhere', 'any'],
    ['call anything()', 'any'],
    ['begin', ''],
    ['rollback to s', ''],
  ] as const) {
    it(`of ${expected || 'nothing'} is shown by "${text}"`, () => {
      const shown = readInOrder(text, catalog).map((one) => one.replace(' in its order', ''));
      assert.equal(shown.join(', ').replace('*', 'any'), expected);
    });
  }
});
