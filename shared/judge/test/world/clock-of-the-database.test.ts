import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hoursLater, type RaceSpec, race, withdraw } from '@workbook/course';
import { checkClock } from '../../src/world/clock-of-the-database.ts';

const pay = withdraw('ann', 30);

function raceOf(spec: Partial<RaceSpec>) {
  return race('x', {
    anomaly: 'paid twice',
    question: 'Is it paid once?',
    accounts: { ann: 100 },
    instances: 1,
    clients: { A: pay },
    ...spec,
  });
}

const sql = (text: string) => ({ kind: 'sql' as const, text });

describe('checkClock', () => {
  const claim = sql("insert into request values ('k', now() + interval '1 day')");
  const aged = raceOf({ beforeMs: 1000 });

  it('refuses to judge by the time of PostgreSQL where a race lets time pass', () => {
    for (const one of [aged, raceOf({ clients: { A: [pay, hoursLater(23, pay)] } })])
      assert.throws(() => checkClock(one, [sql('begin'), claim]), {
        name: 'SetUpFailed',
        message:
          'this race lets hours pass, and the code asks PostgreSQL for the time, by now(): no run can move that clock, so take the time from Date',
      });
  });

  it('knows each way of asking', () => {
    const ways = ['now ()', 'CURRENT_TIMESTAMP', 'clock_timestamp()', 'localtimestamp(3)'];
    for (const way of [...ways, 'statement_timestamp()', 'current_date'])
      assert.throws(() => checkClock(aged, [sql(`delete from request where until < ${way}`)]), way);
  });

  it('leaves other races alone, and other statements', () => {
    checkClock(raceOf({}), [claim]);
    checkClock(aged, [sql("insert into request values ('k', '2026-01-02')"), sql('select know()')]);
    checkClock(aged, [{ kind: 'redis', text: 'SET now()' }]);
  });

  const database = {
    defaults: [
      { table: 'request', column: 'created_at', text: 'now()' },
      { table: 'account', column: 'id', text: "nextval('account_id_seq'::regclass)" },
    ],
    functions: [
      { name: 'claim_key', text: 'begin insert into request values (current_timestamp); end' },
      { name: 'find_key', text: 'begin select 1; end' },
    ],
  };
  const insert = sql("insert into request (key) values ('k')");
  const reads = { ...sql('select * from request'), reply: { rows: [{ created_at: new Date() }] } };

  it('refuses to judge by a column that PostgreSQL fills with the time', () => {
    const deletes = sql("delete from request where created_at <= '2026-01-02'");
    for (const look of [deletes, reads])
      assert.throws(() => checkClock(aged, [look, insert], database), {
        message:
          'this race lets hours pass, and the column created_at of the table request has the time of PostgreSQL, by now(): no run can move that clock, so take the time from Date',
      });
    assert.throws(() => checkClock(aged, [reads], database), /created_at/);
  });

  it('leaves such a column alone where it is only written, or has its value from the code', () => {
    checkClock(aged, [insert], database);
    const given = sql("insert into request (key, created_at) values ('k', '2026-01-02')");
    checkClock(aged, [reads, given], database);
  });

  it('knows a function of the database that asks for the time, where it is called', () => {
    assert.throws(() => checkClock(aged, [sql("select claim_key('k')")], database), {
      message: /by its own function claim_key\(\): no run can move that clock/,
    });
    checkClock(aged, [sql("select find_key('k')")], database);
  });
});
