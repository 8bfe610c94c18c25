import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Claim } from '@workbook/race-test';
import { testJudges } from '@workbook/race-test/testing';
import { LessonRuns } from './lesson-runs.ts';

/** What is said of a race on a variant: its verdict, and ways in which it can end. */
export interface VariantClaim {
  readonly verdict: Claim;
  /** Ends that must be among those that some order leads to, as a run words them. */
  readonly endings?: readonly string[];
}

/**
 * Tests, by node:test, what lessons say of the variants of a step: for each of them, by the name that
 * blocks give it after the step's number, the claims by race id. Every order of every race is run.
 */
export function testVariants(
  step: string,
  variants: Readonly<Record<string, Readonly<Record<string, Claim | VariantClaim>>>>,
): void {
  const judges = testJudges(step);
  let runs: LessonRuns;

  before(async () => {
    runs = await LessonRuns.open(judges);
  });
  after(async () => {
    await runs?.[Symbol.asyncDispose]();
  });

  for (const [variant, claims] of Object.entries(variants)) {
    describe(`${step}/${variant}`, { concurrency: true }, () => {
      for (const [id, claim] of Object.entries(claims)) {
        const { verdict, endings = [] } = typeof claim === 'string' ? { verdict: claim } : claim;
        it(`${id} is ${verdict}`, async () => {
          const target = await runs.target(`${step}/${variant}`);
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
