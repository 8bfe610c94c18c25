import assert from 'node:assert/strict';
import { relative } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import {
  allRaces,
  type Claim,
  type CourseStep,
  fileBefore,
  findRace,
  lineOf,
  loadProtections,
  loadVariants,
  projectFolder,
  promisesAt,
  type Race,
} from '@workbook/course';
import { type ChangedStep, variantOf, withoutProtection } from '../judging/changed-step.ts';
import type { Report } from '../judging/judge.ts';
import { timeline } from '../timeline/timeline.ts';
import { timelineText } from '../timeline/timeline-text.ts';
import { testJudges } from './test-judges.ts';

/**
 * Tests what a step of the course claims, by node:test. Its own races run on the step before first,
 * where they must be possible; then every race that is claimed runs here. Where there is an attempt,
 * it is judged as well, by the races that the step prevents. The output says which file was judged.
 *
 * All races up to this step must be claimed, of the steps that its code comes from.
 */
export async function testClaims(step: CourseStep, course: readonly CourseStep[]): Promise<void> {
  const { number, claims } = step;
  const broken = await brokenCode(step);
  const known = allRaces(lineOf(course, step));
  const judges = testJudges(number);

  it(`claims every race up to step ${number}`, () => {
    assert.deepEqual(Object.keys(claims).sort(), known.map(({ id }) => id).sort());
  });

  const earlier = fileBefore(course, number);
  describe(`the races of step ${number}, before it`, { concurrency: true }, () => {
    const expectPossible = async (race: Race, file: string, t: TestContext) => {
      const options = { stopAtFirst: true };
      const { pool } = await judges();
      const report = await pool.judge({ race: race.id, step: number, file, options });
      expectVerdict(race, report, 'possible', number);
      t.diagnostic(summary(report));
    };
    for (const race of step.races) {
      const by = step.brokenBy[race.id];
      if (by !== undefined) {
        const code = broken.get(by);
        it(`${race.id} is possible ${code?.name ?? `on "${by}"`}`, async (t) => {
          assert.ok(code, `step ${number} has no protection and no variant "${by}"`);
          await using changed = await code.make();
          await expectPossible(race, changed.file, t);
        });
        continue;
      }
      if (!earlier) continue;
      it(`${race.id} is possible on ${relative(projectFolder, earlier)}`, (t) =>
        expectPossible(race, earlier, t));
    }
  });

  const testFile = (file: string, claimed: Readonly<Record<string, Claim>>) => {
    void describe(`step ${number}, judged in ${relative(projectFolder, file)}`, {
      concurrency: true,
    }, () => {
      for (const [id, claim] of Object.entries(claimed)) {
        const race = findRace(course, id);
        if (!race) continue;
        it(`${id} is ${claim}`, async (t) => {
          const options = { stopAtFirst: true };
          const { pool } = await judges();
          const report = await pool.judge({ race: id, step: number, file, options });
          expectVerdict(race, report, claim, number, file === step.file ? undefined : file);
          t.diagnostic(summary(report));
        });
      }
    });
  };
  const promises = promisesAt(course, step);
  for (const file of [step.attempt, step.file]) {
    if (file === undefined) continue;
    it(`${relative(projectFolder, file)} does each request alone, and one after the other`, async () => {
      const { pool } = await judges();
      const reports = promises.map((race) =>
        pool.judge({ race: race.id, step: number, file, options: { stopAtFirst: true } }),
      );
      for (const [i, report] of (await Promise.all(reports)).entries())
        expectVerdict(promises[i] as Race, report, 'prevented', number, file);
    });
  }
  // An attempt may prevent more than the finished code does.
  const prevented = Object.entries(claims).filter(([, claim]) => claim === 'prevented');
  if (step.attempt) testFile(step.attempt, Object.fromEntries(prevented));
  testFile(step.file, claims);
}

interface BrokenCode {
  /** `without lock-order`, `on 08/filled-by-anybody`. */
  readonly name: string;
  readonly make: () => Promise<ChangedStep>;
}

/** The code that `brokenBy` of a step may name, by the id of the protection or the variant. */
async function brokenCode(step: CourseStep): Promise<ReadonlyMap<string, BrokenCode>> {
  const code = new Map<string, BrokenCode>();
  for (const one of await loadProtections(step))
    code.set(one.id, { name: `without ${one.id}`, make: () => withoutProtection(step, one) });
  for (const one of (await loadVariants(step)).variants)
    code.set(one.id, { name: `on ${step.number}/${one.id}`, make: () => variantOf(step, one) });
  return code;
}

function expectVerdict(
  race: Race,
  { exploration }: Report,
  claim: Claim,
  number: string,
  file?: string,
): void {
  const { verdict, first, reason } = exploration;
  if (verdict === (claim === 'possible' ? 'possible' : 'prevented')) return;
  if (verdict === 'inconclusive') assert.fail(`inconclusive: ${reason}`);
  if (!first)
    assert.fail(
      `${race.id} is prevented in all ${exploration.possible} orders, and was said to be possible`,
    );
  const option = file ? ` --file ${relative(projectFolder, file)}` : '';
  const replayCommand = `npx workbook replay ${number} ${race.id} ${first.text}${option}`;
  assert.fail(`\n${timelineText(timeline(race, first, { replayCommand }))}\n`);
}

/** `70 orders: 20 ruled out by a wait, 50 possible, 6 distinct, 4 fail`. */
export function summary({ exploration }: Report): string {
  const { possible, impossible, distinct, failing, run } = exploration;
  const orders = new Intl.NumberFormat('en').format(possible + impossible);
  const n = (count: number) => new Intl.NumberFormat('en').format(count);
  return `${orders} orders: ${n(impossible)} ruled out by a wait, ${n(possible)} possible, ${n(distinct)} distinct (${n(run)} runs), ${n(failing)} fail`;
}
