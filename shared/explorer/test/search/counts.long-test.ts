import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ExploreOptions } from '../../src/index.ts';
import { exploreSql, testDatabase } from '../support/database.ts';
import { rows } from '../support/sql-scenario.ts';
import { lock, read, set } from '../support/statements.ts';

const naive = { A: [read(1), set(1, 70)], B: [read(1), set(1, 50)] };
const transactions = {
  A: ['begin', ...naive.A, 'commit'],
  B: ['begin', ...naive.B, 'commit'],
};
const locked = {
  A: ['begin', lock(1), set(1, 70), 'commit'],
  B: ['begin', lock(1), set(1, 50), 'commit'],
};

describe('the number of orders of two clients on one row', () => {
  const database = testDatabase('counts');
  const counts = async (
    clients: Record<string, string[]>,
    reduction: ExploreOptions['reduction'],
  ) => {
    const found = await exploreSql(database.url, { ...rows(1), clients }, { reduction });
    const { possible, impossible } = found;
    return { possible, impossible };
  };

  for (const fault of ['pause', 'crash-before'] as const) {
    it(`is the same by reduction, with a fault: ${fault}`, async () => {
      const race = { ...rows(1), clients: naive };
      const faults = [fault];
      const full = await exploreSql(database.url, race, { faults, reduction: 'none' });
      const reduced = await exploreSql(database.url, race, { faults });
      assert.deepEqual(
        [reduced.possible, reduced.outcomes],
        [full.run, full.outcomes],
        `${reduced.run} runs`,
      );
    });
  }

  // Each client has its start before its statements: 6!/(3! 3!) = 20, and 10!/(5! 5!) = 252.
  for (const reduction of ['none', 'sleep-sets'] as const) {
    describe(`with reduction ${reduction}`, () => {
      it('is 20 for a read and a write each, and all are possible', async () => {
        assert.deepEqual(await counts(naive, reduction), { possible: 20, impossible: 0 });
      });

      it('is 252 for a transaction each: 182 are possible, the row lock rules out 70', async () => {
        assert.deepEqual(await counts(transactions, reduction), { possible: 182, impossible: 70 });
      });

      it('is 252 with FOR UPDATE: 92 are possible, the row lock rules out 160', async () => {
        assert.deepEqual(await counts(locked, reduction), { possible: 92, impossible: 160 });
      });
    });
  }

  /**
   * PostgreSQL's isolationtester has no starts: of its 70 orders of four statements each, 20
   * cannot happen, and 46 with FOR UPDATE. An order is ruled out by how it goes on after the lock was
   * asked for, so of the orders in which each start comes right before the client's first statement,
   * the same ones must be missing.
   */
  async function ruledOutWithoutStarts(clients: Record<string, string[]>): Promise<number> {
    const happened = new Set<string>();
    await exploreSql(
      database.url,
      { ...rows(1), clients },
      {
        reduction: 'none',
        onRun: (schedule) => happened.add(withoutStarts(schedule)),
      },
    );
    return 70 - happened.size;
  }

  it('agrees with isolationtester: 20 of 70 orders are impossible', async () => {
    assert.equal(await ruledOutWithoutStarts(transactions), 20);
  });

  it('agrees with isolationtester: with FOR UPDATE, 46 of 70 orders are impossible', async () => {
    assert.equal(await ruledOutWithoutStarts(locked), 46);
  });
});

/** `ABABA…` without the first `A` and the first `B`. */
function withoutStarts(schedule: string): string {
  return schedule.replace('A', '').replace('B', '');
}
