import type { CourseStep } from '@workbook/course';
import { ScriptError } from '@workbook/services';

/** A step, and a race or a protection of it. */
export type Pair<One> = readonly [CourseStep, One];

/**
 * The pairs that the arguments of a command mean: `NN` all of a step, `NN/ID` one, and all where there
 * are no arguments. Throws a `ScriptError` that ends with `advice` when one of them means nothing.
 */
export function pairsNamed<One extends { readonly id: string }>(
  all: readonly Pair<One>[],
  texts: readonly string[],
  advice: string,
): readonly Pair<One>[] {
  if (texts.length === 0) return all;
  return texts.flatMap((text) => {
    const [number = '', id] = text.split('/');
    const meant = all.filter(
      ([step, one]) =>
        step.number === number.padStart(2, '0') && (id === undefined || one.id === id),
    );
    if (meant.length === 0) throw new ScriptError(`"${text}" is ${advice}`);
    return meant;
  });
}
