import { type CourseStep, loadProtections, type Protection } from '@workbook/course';
import { UsageError } from '../usage/errors.ts';
import { nearestTo } from '../usage/nearest.ts';

/** The protection of a step with this id. Throws `UsageError` that names the nearest ones. */
export async function protectionNamed(step: CourseStep, id: string): Promise<Protection> {
  const all = await protectionsOf(step);
  const protection = all.find((one) => one.id === id);
  if (protection) return protection;
  const ids = all.map((one) => one.id);
  throw new UsageError(
    `step ${step.number} has no protection "${id}": did you mean ${nearestTo(id, ids)}?`,
  );
}

/** All protections of a step. Throws `UsageError` when it names none. */
export async function protectionsOf(step: CourseStep): Promise<readonly Protection[]> {
  const all = await loadProtections(step);
  if (all.length > 0) return all;
  throw new UsageError(`step ${step.number} does not say what protects it: choose another step`);
}
