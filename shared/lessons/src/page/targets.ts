import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type CourseStep, loadProtections, loadVariants, projectFolder } from '@workbook/course';
import { type ChangedStep, variantOf, withoutProtection } from '@workbook/judge';
import { CannotRender } from './problem.ts';

/** The code that a block runs a race on. */
export interface Target {
  /** `03`, `05/serializable`, or `06/without-lock-order`. */
  readonly name: string;
  /** The step's number. */
  readonly step: string;
  readonly file: string;
  /** Whether this is a step's finished code, and not a variant of it. */
  readonly finished: boolean;
  /** The protection that is taken out of the finished code. */
  readonly without?: string | undefined;
}

/** `without-lock-order`: the finished code, with the protection of this id taken out. */
const without = 'without-';

/**
 * The code that blocks name. What is not a file of the project is written once, and removed at the
 * end.
 */
export class Targets implements AsyncDisposable {
  readonly #course: readonly CourseStep[];
  readonly #changed = new Map<string, Promise<ChangedStep>>();

  constructor(course: readonly CourseStep[]) {
    this.#course = course;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const changed of await Promise.allSettled(this.#changed.values()))
      if (changed.status === 'fulfilled') await changed.value[Symbol.asyncDispose]();
  }

  /**
   * The code that `name` stands for: `03` is a step's finished code, `05/serializable` its variant,
   * `06/without-lock-order` itself without that protection, `01/start` what the course begins with.
   * Throws `CannotRender` when there is none.
   */
  async target(name: string): Promise<Target> {
    const [step = '', variant] = name.split('/');
    if (variant === undefined) return { ...fileTarget(name, step, 'src'), finished: true };
    if (variant === 'start') return fileTarget(name, step, 'start');
    const changed = this.#changed.get(name) ?? this.#change(step, variant);
    this.#changed.set(name, changed);
    const { file } = await changed;
    const id = variant.startsWith(without) ? variant.slice(without.length) : undefined;
    return { name, step, file, finished: false, without: id };
  }

  async #change(number: string, variant: string): Promise<ChangedStep> {
    const step = this.#course.find((one) => one.number === number);
    if (!step) {
      const known = this.#course.map((one) => one.number).join(', ');
      throw new CannotRender(`there is no step "${number}": the course has ${known}`);
    }
    if (variant.startsWith(without)) {
      const all = await loadProtections(step);
      const id = variant.slice(without.length);
      return withoutProtection(step, named(all, id, `step ${number} has no protection`));
    }
    const { variants } = await loadVariants(step);
    return variantOf(step, named(variants, variant, `step ${number} has no variant`));
  }
}

function fileTarget(name: string, step: string, folder: string): Target {
  const path = `steps/${step}/${folder}/accounts.ts`;
  const file = join(projectFolder, path);
  if (!existsSync(file))
    throw new CannotRender(`"${name}" stands for ${path}, which does not exist`);
  return { name, step, file, finished: false };
}

function named<T extends { readonly id: string }>(
  all: readonly T[],
  id: string,
  complaint: string,
): T {
  const found = all.find((one) => one.id === id);
  if (found) return found;
  const known = all.map((one) => one.id).join(', ') || 'none';
  throw new CannotRender(`${complaint} "${id}": it has ${known}`);
}
