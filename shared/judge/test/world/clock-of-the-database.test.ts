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
});
