import { argsOf } from '../page/args.ts';
import type { Block } from '../page/blocks.ts';
import { excerptOf } from '../page/excerpt.ts';
import type { LessonRuns } from '../runs/lesson-runs.ts';
import { sourceOf } from './source.ts';
import { fenced } from './text.ts';

/**
 * `code on=04 of=withdraw,#locked [file=redis-lock.ts]`: declarations out of the code that the races
 * run on, or out of a file beside it.
 */
export async function renderCode(block: Block, runs: LessonRuns): Promise<string> {
  const args = argsOf(block, ['on', 'of'], ['file']);
  const { text, path } = await sourceOf(await runs.target(args.on), args.file);
  const excerpts = args.of.split(',').map((name) => excerptOf(text, name, path));
  return fenced('ts', excerpts.join('\n\n'));
}
