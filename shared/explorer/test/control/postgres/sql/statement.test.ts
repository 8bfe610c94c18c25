import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { loadParser } from '../../../../src/control/postgres/sql/parser.ts';
import { effectOf, summaryOf } from '../../../../src/control/postgres/sql/statement.ts';

before(loadParser);

describe('effectOf', () => {
  for (const [text, effect] of [
    ['begin isolation level serializable', 'begin'],
    ['START TRANSACTION', 'begin'],
    ['commit', 'commit'],
    ['END', 'commit'],
    ['rollback', 'rollback'],
    ['abort', 'rollback'],
    ['rollback to s', 'rollback-to'],
    ['rollback transaction to savepoint s', 'rollback-to'],
    ['savepoint s', 'savepoint'],
    ['set lock_timeout = 5', 'set'],
    ['select 1; delete from stock', 'unknown'],
    ['select count(*) from stock', 'select'],
    ['select assign_number() from stock', 'unknown'],
    ["select setval('s', 1)", 'unknown'],
    ['select pg_advisory_lock(1)', 'advisory-lock'],
    ['select * from stock where id = 1 for no key update', 'lock-rows'],
    ["select 'for update' from stock", 'select'],
    ['insert into stock (id) values (1)', 'change'],
    ["insert into stock values (nextval('s'))", 'unknown'],
    ['with gone as (delete from stock) select 1', 'unknown'],
    ['truncate stock', 'unknown'],
    ['lock table stock in share mode', 'lock-table'],
  ] as const) {
    it(`takes "${text}" for ${effect}`, () => assert.equal(effectOf(text), effect));
  }
});

describe('whether a statement may change rows', () => {
  for (const [text, changes] of [
    ['select * from account where id = 1 for update', undefined],
    ['select balance from account for no key update', undefined],
    ["select set_config('lock_timeout', '1s', true)", undefined],
    ['select pg_advisory_xact_lock($1)', undefined],
    ['select count(*), coalesce(sum(balance), 0) from account where id in (1, 2)', undefined],
    ["select 'delete from account'", undefined],
    ['update account set balance = 1', true],
    ['merge into account using (values (1)) as v (id) on true when matched then do nothing', true],
    ['with gone as (delete from account returning *) select * from gone', true],
    ['begin; delete from account; commit', true],
  ] as const)
    it(`is ${changes ? 'said' : 'not said'} of "${text}"`, () => {
      assert.equal(summaryOf({ text, values: [] }).mayChange, changes);
    });
});

describe('summaryOf', () => {
  const summary = (text: string, values: unknown[] = []) => {
    const { verb, tables, row, locksRows, interrupts } = summaryOf({ text, values });
    const flags = [locksRows && 'locks rows', interrupts && 'interrupts'].filter(Boolean);
    return [verb, tables.join('+'), row, ...flags].filter(Boolean).join(', ');
  };
  for (const [text, expected] of [
    ['select * from account where id = 7', 'select, account, 7'],
    ['  SELECT "a0".* from "account" as "a0" where "a0"."id" = 7 limit 1', 'select, account, 7'],
    ['select * from account where id = 7 for update', 'select, account, 7, locks rows'],
    ['select * from account a join entry e using (id)', 'select, account+entry'],
    ['select pg_advisory_xact_lock(1)', 'select'],
    ["select nextval('fencing_token') as token", 'select'],
    ["insert into account (owner) values ('where id = 7')", 'insert, account'],
    ["insert into account values (nextval('s'))", 'insert, account'],
    ['update account set balance = 1 where id = 7', 'update, account, 7'],
    ['delete from account', 'delete, account'],
    ['start transaction', 'begin'],
    ["begin; set local lock_timeout = '1s'", 'begin'],
    ['commit; begin', 'begin'],
    ["set lock_timeout = '1s'; commit", 'commit'],
    ['begin; select 1', 'other'],
    ['begin isolation level serializable', 'begin'],
    ['end', 'commit'],
    ['abort', 'rollback'],
    ['rollback', 'rollback'],
    ['rollback to savepoint s', 'savepoint'],
    ['release savepoint s', 'savepoint'],
    ['show deadlock_timeout', 'set'],
    ['lock table account in share mode', 'lock, account'],
    ['select pg_cancel_backend(17)', 'select, interrupts'],
    [
      'SELECT PG_TERMINATE_BACKEND(pid) from pg_stat_activity',
      'select, pg_stat_activity, interrupts',
    ],
    ['selection', 'other'],
    ['', 'other'],
  ] as const) {
    it(`says of "${text}": ${expected}`, () => assert.equal(summary(text), expected));
  }

  it('takes the row from the values', () => {
    assert.equal(summary('select * from account where id = $1', [9]), 'select, account, 9');
    assert.equal(summary('select * from account where id = $1', [[1, 2]]), 'select, account');
  });
});
