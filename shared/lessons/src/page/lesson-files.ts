import { glob } from 'node:fs/promises';
import { projectFolder } from '@workbook/course';

/** All texts that may have blocks, from the project's folder, in their order. */
export async function lessonFiles(): Promise<string[]> {
  const files: string[] = [];
  const texts = ['*.md', 'docs/**/*.md', 'steps/[0-9][0-9]/README.md'];
  for await (const file of glob(texts, { cwd: projectFolder })) files.push(file);
  return files.sort();
}
