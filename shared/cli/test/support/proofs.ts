import type { Proof, ProvenStep, StepFinding } from '../../src/index.ts';

/** A finding of a step that is green. */
export function stepFinding(step: string, more: Partial<StepFinding> = {}): StepFinding {
  return {
    step,
    verdict: 'green',
    races: { prevented: 9, possible: 0, inconclusive: 0, notRun: 0 },
    orders: 1780,
    runs: 20,
    tasks: [],
    failing: null,
    problem: null,
    ...more,
  };
}

/** A proof of step 01 with what is changed in it. */
export function proofWith(step: Partial<ProvenStep> = {}, more: Partial<Proof> = {}): Proof {
  const files = { 'accounts.ts': 'export {};\n' };
  return {
    format: 1,
    kind: 'workbook-proof',
    day: '2026-11-20',
    versions: { workbook: '1.0.0', node: '24.0.0', postgresql: '18.4', redis: null },
    steps: [{ ...stepFinding('01'), files, ...step }],
    ...more,
  };
}
