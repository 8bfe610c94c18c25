import type { Spread } from './figures.ts';

/** How long the command takes on one step, in milliseconds from its start. */
export interface StepTimes {
  readonly step: string;
  /** `workbook test` of what the step begins with, to its end. */
  readonly redMs: Spread;
  /** `workbook check` of the finished code, until green is likely; absent where the commit does not say. */
  readonly probablyGreenMs?: Spread;
  /** `workbook check` of the finished code, to its end. */
  readonly greenMs: Spread;
}

/** What one checkout takes. */
export interface CheckoutTimes {
  readonly name: string;
  readonly steps: readonly StepTimes[];
  /** `workbook map`, once. */
  readonly mapMs?: number;
}

/** The goals on two quiet cores, in milliseconds. */
export const goals = {
  probablyGreenMs: 2000,
  greenMs: (step: string) => (step <= '07' ? 3000 : step === '08' ? 15_000 : undefined),
  mapMs: 45_000,
} as const;
