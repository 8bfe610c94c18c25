import { loadCourse, loadVariants } from '@workbook/course';
import { type ChangedStep, variantOf } from '@workbook/judge';

/** A variant of a step, as a file that a learner might have written. */
export async function writeVariant(number: string, id: string): Promise<ChangedStep> {
  const step = (await loadCourse()).find((one) => one.number === number);
  const variants = step ? (await loadVariants(step)).variants : [];
  const variant = variants.find((one) => one.id === id);
  if (!step || !variant) throw new TypeError(`step ${number} has no variant ${id}`);
  return variantOf(step, variant);
}
