import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callsOwnCode, mayChange } from '../../src/verdict/sql-words.ts';

describe('the words of a statement', () => {
  for (const [text, changes] of [
    ['select * from account where id = 1 for update', false],
    ['select balance from account for no key update', false],
    ["select set_config('lock_timeout', '1s', true)", false],
    ['select pg_advisory_xact_lock($1)', false],
    ['select count(*), coalesce(sum(balance), 0) from account where id in (1, 2)', false],
    ['update account set balance = 1', true],
    ['merge into account using (values (1)) as v (id) on true when matched then do nothing', true],
    ['with gone as (delete from account returning *) select * from gone', true],
    ['select save(1, 50)', true],
    ['select bank.save(1, 50)', true],
  ] as const)
    it(`say ${changes ? 'that it may change rows' : 'that it changes none'}: ${text}`, () => {
      assert.equal(mayChange(text), changes);
    });

  it('tell a function of the code from those of the server', () => {
    assert.equal(callsOwnCode('select now(), pg_sleep(1)'), false);
    assert.equal(callsOwnCode('select withdraw($1, $2)'), true);
  });
});
