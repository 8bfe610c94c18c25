import type { CourseStep } from './course-step.ts';
import { exportsOf } from './exports-of.ts';
import type { Replacement } from './replacement.ts';

/**
 * One thing in the finished code of a step that keeps a race away, written as what the code would
 * be without it. A step lists its own in `test/protections.ts`.
 */
export type Protection = ProtectionText & (Needed | Spare);

interface ProtectionText {
  /** `lock-order`: what commands call it. */
  readonly id: string;
  /** What is taken out, in plain words, beginning in lower case. */
  readonly title: string;
  readonly replacements: readonly Replacement[];
}

/** Without it, races come back. */
interface Needed {
  /** The ids of races that come back: possible without it, prevented with it. */
  readonly races: readonly string[];
  /** How they come back. */
  readonly why: string;
  /** An order of the first of them in which it comes back, where a search for one takes long. */
  readonly schedule?: string;
}

/** Without it, every race of the step is still prevented. */
interface Spare {
  /** Why nothing can be seen. */
  readonly equivalent: string;
  /** Why one writes it all the same. */
  readonly worth: string;
}

/** What a step says of its protections; empty when it says nothing. */
export async function loadProtections(step: CourseStep): Promise<readonly Protection[]> {
  const file = await exportsOf<{ protections: readonly Protection[] }>(step, 'protections.ts');
  return file.protections ?? [];
}
