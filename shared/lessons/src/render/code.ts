import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { projectFolder } from '@workbook/course';
import { argsOf } from '../page/args.ts';
import type { Block } from '../page/blocks.ts';
import { excerptOf } from '../page/excerpt.ts';
import { CannotRender } from '../page/problem.ts';
import type { LessonRuns } from '../runs/lesson-runs.ts';
import { fenced } from './text.ts';

/**
 * `code on=04 of=withdraw,#locked [file=redis-lock.ts]`: declarations out of the code that the races
 * run on, or out of a file beside it.
 */
export async function renderCode(block: Block, runs: LessonRuns): Promise<string> {
  const args = argsOf(block, ['on', 'of'], ['file']);
  const target = await runs.target(args.on);
  const file = args.file ? join(dirname(target.file), args.file) : target.file;
  const path = relative(projectFolder, file);
  if (!existsSync(file)) throw new CannotRender(`there is no ${path}`);
  const source = await readFile(file, 'utf8');
  const excerpts = args.of.split(',').map((name) => excerptOf(source, name, path));
  return fenced('ts', excerpts.join('\n\n'));
}
