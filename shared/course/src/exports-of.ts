import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CourseStep } from './course-step.ts';

/** What the file of this name in a step's `test` exports; nothing where the step has no such file. */
export async function exportsOf<T>({ folder }: CourseStep, name: string): Promise<Partial<T>> {
  const file = join(folder, 'test', name);
  return existsSync(file) ? await import(pathToFileURL(file).href) : {};
}
