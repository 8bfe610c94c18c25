import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadCourse, race, withdraw } from '@workbook/course';
import { createDatabase, type Services, startServices } from '@workbook/services';
import { judge } from '../src/judging/judge.ts';

/** One instance for each client: so that a lock in the process does not stop any of them. */
const threeWithdrawals = race('three withdrawals of one account', {
  anomaly: 'lost update',
  question: 'Can three instances together pay out more than there is?',
  accounts: { ann: 100 },
  instances: 3,
  patientTimers: true,
  clients: { A: withdraw('ann', 60), B: withdraw('ann', 60), C: withdraw('ann', 60) },
});

const verdicts = {
  '03': 'possible',
  '04': 'possible',
  '05': 'possible',
  '06': 'prevented',
  '07': 'prevented',
} as const;

const course = await loadCourse();

describe('a race of three clients', () => {
  let services: Services;
  before(async () => {
    services = await startServices({ postgres: true });
  });
  after(() => services[Symbol.asyncDispose]());

  for (const [number, verdict] of Object.entries(verdicts)) {
    it(`is explored to the end on step ${number}, where it is ${verdict}`, async () => {
      const step = course.find((one) => one.number === number);
      assert.ok(step);
      const name = `three_clients_${number}_${process.pid}`;
      const postgresUrl = await createDatabase(services.postgres?.url ?? '', name);
      const { stateless } = step;
      const { exploration } = await judge(
        threeWithdrawals,
        step.file,
        { postgresUrl },
        { stateless },
      );
      assert.equal(exploration.verdict, verdict);
      assert.equal(exploration.complete, true);
      // It stands for millions of orders, so it must have left out most of them.
      assert.ok(exploration.possible > 1000 * exploration.run, `${exploration.possible} orders`);
    });
  }
});
