import type { CourseStep } from './course-step.ts';
import { exportsOf } from './exports-of.ts';
import type { Claim } from './race.ts';
import type { Replacement } from './replacement.ts';

/**
 * Another version of a step's finished code that its lesson runs: a mistake worth seeing, or another
 * solution. A step lists its own in `test/variants.ts`.
 */
export interface Variant {
  /** `request-order`: what lessons and commands call it. */
  readonly id: string;
  /** What it does in another way, in plain words, beginning in lower case. */
  readonly title: string;
  readonly replacements: readonly Replacement[];
  readonly claims: VariantClaims;
}

/** What is said of races on a variant, by the race's id. */
export type VariantClaims = Readonly<Record<string, Claim | VariantClaim>>;

/** What is said of a race on a variant: its verdict, and ways in which it can end. */
export interface VariantClaim {
  readonly verdict: Claim;
  /** Ends that must be among those that some order leads to, as a run words them. */
  readonly endings?: readonly string[];
}

/** What a step says of other versions of its code. */
export interface StepVariants {
  readonly variants: readonly Variant[];
  /** What is said of races on the finished code without a protection, by the protection's id. */
  readonly claimsWithout: Readonly<Record<string, VariantClaims>>;
}

/** What a step says of its variants; empty when it says nothing. */
export async function loadVariants(step: CourseStep): Promise<StepVariants> {
  const { variants = [], claimsWithout = {} } = await exportsOf<StepVariants>(step, 'variants.ts');
  return { variants, claimsWithout };
}
