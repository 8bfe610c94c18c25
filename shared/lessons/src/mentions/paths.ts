import { globSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { projectFolder } from '@workbook/course';

/** What begins like a path from the project's folder, and is not part of a longer one. */
const fromProject =
  /(?<![\w./:@-])(?:docs|scripts|shared|steps|\.ci|\.github|\.vscode|\.devcontainer)\/[\w./-]*\w\/?/g;

/** What is, as a whole, a path from the step's folder. */
const fromStep = /^(?:src|test|start)\/[\w./-]+\.ts$/;

/**
 * The paths that do not exist, among those in a piece of code (a span or a fence) of the text
 * `file`. In a path `NN` stands for any step and `NAME` for any name. An attempt need not exist.
 */
export function missingPaths(code: string, file: string): string[] {
  const missing = Array.from(code.matchAll(fromProject), ([path]) => path).filter(
    (path) => !isThere(path, projectFolder),
  );
  const isLesson = /^steps\/\d\d\//.test(relative(projectFolder, file));
  if (isLesson && fromStep.test(code) && !isThere(code, dirname(file))) missing.push(code);
  return missing;
}

function isThere(path: string, folder: string): boolean {
  if (/\/attempt\b/.test(path)) return true;
  const pattern = path.replaceAll(/\bNN\b/g, '[0-9][0-9]').replaceAll(/\bNAME\b/g, '*');
  return globSync(pattern, { cwd: folder }).length > 0;
}
