import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type CourseStep,
  loadProtections,
  loadVariants,
  type StepVariants,
  type VariantClaims,
} from '@workbook/course';
import { variantOf } from '@workbook/judge';
import { testJudges } from '@workbook/judge/testing';
import { LessonRuns } from '../runs/lesson-runs.ts';

/**
 * Tests, by node:test, what a step says of its variants, and of its code without a protection: that
 * each variant fits the code, and its claims. Every order of every race is run.
 */
export async function testVariants(step: CourseStep): Promise<void> {
  const said = await loadVariants(step);
  if (said.variants.length > 0) await testTexts(step, said);
  const judges = testJudges(step.number);
  let runs: LessonRuns;

  before(async () => {
    runs = await LessonRuns.open(judges);
  });
  after(async () => {
    await runs?.[Symbol.asyncDispose]();
  });

  for (const [name, claims] of claimsByName(step, said)) {
    describe(name, { concurrency: true }, () => {
      for (const [id, claim] of Object.entries(claims)) {
        const { verdict, endings = [] } = typeof claim === 'string' ? { verdict: claim } : claim;
        it(`${id} is ${verdict}`, async () => {
          const target = await runs.target(name);
          const exploration = await runs.explore(runs.race(id), target);
          assert.equal(exploration.verdict, verdict, exploration.violations.join('\n'));
          for (const ending of endings) {
            const all = exploration.outcomes;
            assert.ok(all.includes(ending), `no order ends "${ending}", only:\n${all.join('\n')}`);
          }
        });
      }
    });
  }
}

async function testTexts(step: CourseStep, { variants }: StepVariants): Promise<void> {
  const ids = [...(await loadProtections(step)), ...variants].map(({ id }) => id);
  describe(`the variants of step ${step.number}, as they are written`, () => {
    it('have ids of their own, which no protection has', () => {
      assert.deepEqual(ids, [...new Set(ids)]);
    });
    for (const variant of variants) {
      it(`${variant.id} fits the code, and claims something`, async () => {
        await using _changed = await variantOf(step, variant);
        for (const { find, replace } of variant.replacements) assert.notEqual(find, replace);
        assert.notDeepEqual(variant.claims, {});
      });
    }
  });
}

/** By the names that blocks of a lesson give to the code. */
function claimsByName(
  { number }: CourseStep,
  { variants, claimsWithout }: StepVariants,
): readonly (readonly [string, VariantClaims])[] {
  return [
    ...Object.entries(claimsWithout).map(
      ([id, claims]) => [`${number}/without-${id}`, claims] as const,
    ),
    ...variants.map(({ id, claims }) => [`${number}/${id}`, claims] as const),
  ];
}
