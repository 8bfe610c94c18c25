/**
 * What the steps' tests are declared with, by node:test. Apart from the rest, for that is loaded by
 * every command and every judge, and none of those runs tests.
 */
export { summary, testClaims } from './claims.ts';
export { testProtections } from './protections-test.ts';
export { testJudges } from './test-judges.ts';
