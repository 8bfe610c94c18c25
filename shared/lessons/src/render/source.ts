import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { projectFolder } from '@workbook/course';
import { CannotRender } from '../page/problem.ts';

/**
 * The text of the code that the races run on, or of the file `name` beside it, and its path in the project.
 *
 * Throws `CannotRender` when there is no such file.
 */
export async function sourceOf(
  target: { readonly file: string },
  name: string | undefined,
): Promise<{ readonly text: string; readonly path: string }> {
  const file = name ? join(dirname(target.file), name) : target.file;
  const path = relative(projectFolder, file);
  if (!existsSync(file)) throw new CannotRender(`there is no ${path}`);
  return { text: await readFile(file, 'utf8'), path };
}
