/**
 * What the steps' tests are declared with, by node:test. Apart from the rest, for that is loaded by
 * every command and every judge, and none of those runs tests.
 */
export { summary, testClaims } from './test-claims.ts';
export { testJudges } from './test-judges.ts';
export { testProtections } from './test-protections.ts';
export { testReduction } from './test-reduction.ts';
