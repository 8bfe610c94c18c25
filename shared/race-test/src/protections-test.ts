import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { type CourseStep, loadCourse, promisedRaces } from './course.ts';
import type { JudgePool } from './pool.ts';
import { loadProtections, type Protection, replacedIn, withoutProtection } from './protections.ts';
import { testJudges } from './test-judges.ts';

/**
 * Of the races that come back, one is enough to know that a protection is needed, and what is said to
 * change nothing is believed; to run every race takes a quarter of an hour.
 */
const everyRace = process.env.WORKBOOK_EVERY_RACE === '1';

/**
 * Tests that nothing in the finished code of a step is there without a reason, by node:test: each
 * protection is taken out, and the first race that it is said to prevent must come back, in the order
 * that the protection names, if it names one. With WORKBOOK_EVERY_RACE=1, all of them are searched for
 * and must be found, and without a protection that is said to be equivalent to none, every race of the
 * step must still be prevented. `folder` is the step's `test`.
 */
export async function testProtections(folder: string): Promise<void> {
  const course = await loadCourse();
  const step = course.find((one) => join(one.folder, 'test') === folder) as CourseStep;
  const { number } = step;
  const protections = await loadProtections(step);
  const judges = testJudges(number);

  describe(`the protections of step ${number}, as they are written`, () => {
    it('has at least four of them, each with an id of its own', () => {
      assert.ok(protections.length >= 4, `there are only ${protections.length}`);
      assert.equal(new Set(protections.map(({ id }) => id)).size, protections.length);
    });
    for (const protection of protections) {
      it(`${protection.id} fits the code, and names races that the step prevents`, () =>
        checkText(step, protection));
    }
  });

  describe(`step ${number}, one protection short`, { concurrency: true }, () => {
    for (const protection of protections) {
      if ('equivalent' in protection) {
        if (everyRace)
          it(`without ${protection.id}, every race is still prevented`, async () => {
            const { pool } = await judges();
            await using mutant = await withoutProtection(step, protection);
            for (const { id } of promisedRaces(course, step))
              await mustBe('prevented', pool, step, id, mutant.file);
          });
        continue;
      }
      const { schedule } = protection;
      const races = everyRace ? protection.races : protection.races.slice(0, 1);
      it(`without ${protection.id}, ${races.join(', ')} can happen`, async () => {
        const { pool } = await judges();
        await using mutant = await withoutProtection(step, protection);
        for (const race of races) {
          if (schedule === undefined || everyRace)
            await mustBe('possible', pool, step, race, mutant.file);
          else await mustFail(pool, { race, step: number, file: mutant.file, schedule });
        }
      });
    }
  });
}

async function checkText(step: CourseStep, protection: Protection): Promise<void> {
  for (const replacement of protection.replacements) {
    const path = join(dirname(step.file), replacement.file);
    const source = await readFile(path, 'utf8');
    assert.notEqual(replacedIn(source, replacement, protection.id), source);
  }
  if ('equivalent' in protection) return assert.match(protection.equivalent, /\.$/);
  assert.ok(
    protection.races.length > 0,
    'without it, no race comes back: say why it is equivalent',
  );
  assert.match(protection.why, /\.$/);
  for (const race of protection.races) assert.equal(step.claims[race], 'prevented', race);
}

async function mustFail(pool: JudgePool, order: Parameters<JudgePool['replay']>[0]) {
  const { violation } = await pool.replay(order);
  assert.ok(
    violation,
    `not in ${order.schedule}: npx workbook break prints an order in which it is`,
  );
}

async function mustBe(
  expected: 'possible' | 'prevented',
  pool: JudgePool,
  step: CourseStep,
  race: string,
  file: string,
) {
  const { exploration } = await pool.judge({
    race,
    step: step.number,
    file,
    options: {
      stopAtFirst: true,
      // One protection less puts nothing into memory where the step has nothing there.
      ...(expected === 'prevented' && step.stateless && { stateless: true }),
    },
  });
  const { verdict, possible, reason } = exploration;
  assert.equal(
    verdict,
    expected,
    `${race} is ${verdict} in ${possible} orders ${reason ?? ''}`.trim(),
  );
}
