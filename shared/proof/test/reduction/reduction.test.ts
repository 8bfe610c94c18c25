import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findRace, loadCourse, type Race } from '@workbook/course';
import { type Report } from '@workbook/judge';
import type { Pool } from '../../src/panel/judge-attempt.ts';
import { type Comparison, compare } from '../../src/reduction/compare.ts';
import { comparisonText, sumText } from '../../src/reduction/table.ts';

type Exploration = Partial<Report['exploration']>;

const course = await loadCourse();
const [step] = course.filter(({ number }) => number === '03');
const race = findRace(course, 'lost-update') as Race;
const bounds = { whole: 20, first: 5 };
const found = { run: 6, possible: 20, failing: 8, outcomes: ['one', 'other'] };

/** The answers of both searches are given, so that what is made of them can be seen. */
async function compared(
  reduced: Exploration,
  full: Exploration,
  asked: unknown[] = [],
  executed = reduced,
  apart = reduced,
): Promise<Comparison> {
  const pool: Pool = {
    judge: async ({ race: id, options }) => {
      asked.push(options);
      const exploration =
        options.reduction === 'none'
          ? full
          : options.executesAll
            ? executed
            : options.tellsWaitsApart
              ? apart
              : reduced;
      return { race: id, ms: 0, exploration } as Report;
    },
  };
  assert.ok(step);
  return await compare(race, step, pool, bounds);
}

describe('the searches with reduction and without', () => {
  const full = { ...found, run: 20 };

  it('agree when they find the same outcomes, orders and failures', async () => {
    const { difference, whole, orders, reducedRuns, fullRuns } = await compared(found, full);
    assert.deepEqual([difference, whole, orders, reducedRuns, fullRuns], [null, true, 20, 6, 20]);
  });

  it('differ when reduction has lost an outcome', async () => {
    const { difference } = await compared({ ...found, outcomes: ['one'] }, full);
    assert.equal(difference, 'reduction has lost an outcome: other');
  });

  it('differ when reduction has an outcome too many', async () => {
    const { difference } = await compared({ ...found, outcomes: ['one', 'other', 'third'] }, full);
    assert.equal(difference, 'no order ends as reduction says: third');
  });

  it('differ when there are more orders, or fewer, or other ones fail', async () => {
    const { difference: more } = await compared(found, { ...full, run: 21 });
    const { difference: failures } = await compared(found, { ...full, failing: 9 });
    assert.deepEqual(
      [more, failures],
      ['there are 21 orders, and 20 by reduction', '9 orders fail, and 8 by reduction'],
    );
  });

  it('differ when something that was put off was not what it was taken for', async () => {
    const executed = { ...found, possible: 21 };
    const { difference } = await compared(found, full, [], executed);
    assert.equal(
      difference,
      'with every branch executed, possible is 21, and 20 where some were put off',
    );
  });

  it('differ when orders in which a client waits were not what they were taken for', async () => {
    const apart = { ...found, distinct: 6, possible: 21 };
    const { difference } = await compared({ ...found, distinct: 4 }, full, [], apart, apart);
    assert.equal(
      difference,
      'with waits told apart, possible is 21, and 20 where clients take turns',
    );
    const fewer = await compared({ ...found, distinct: 4 }, full, [], found, found);
    assert.equal(fewer.difference, null);
  });

  it('are compared by the first orders only where there are too many', async () => {
    const asked: unknown[] = [];
    const many = { ...found, possible: 21 };
    const { difference, whole } = await compared(many, { run: 5, outcomes: ['one'] }, asked);
    assert.deepEqual([difference, whole], [null, false]);
    assert.deepEqual(asked[3], { reduction: 'none', maxRuns: 5, enoughRuns: 5 });
    const { difference: lost } = await compared(many, { run: 5, outcomes: ['third'] });
    assert.equal(lost, 'reduction has lost an outcome: third');
  });
});

describe('the table of reduction', () => {
  it('says how many orders were run, and shows what differs', async () => {
    const same = await compared(found, { ...found, run: 20 });
    const other = await compared({ ...found, possible: 21 }, { run: 5, outcomes: ['third'] });
    assert.match(comparisonText({ ...same, durationMs: 7 }), /^03 +lost-update +20 +6 +20 +2 +7$/);
    assert.match(comparisonText(other), / first 5 .*\n +✗ reduction has lost an outcome: third$/);
    assert.equal(
      sumText([same, other]),
      '1 in all orders, 1 in their first ones, 1 differ (12 runs with reduction, 25 without)',
    );
  });
});
