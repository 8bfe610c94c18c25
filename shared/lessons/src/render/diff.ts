import { structuredPatch } from 'diff';
import { argsOf } from '../page/args.ts';
import type { Block } from '../page/blocks.ts';
import { findExcerpt } from '../page/excerpt.ts';
import { CannotRender } from '../page/problem.ts';
import type { LessonRuns } from '../runs/lesson-runs.ts';
import { sourceOf } from './source.ts';
import { fenced } from './text.ts';

/**
 * `diff from=03 to=04 [of=withdraw,#locked] [file=redis-lock.ts]`: what changes from one code to the other, in
 * the whole file or in some of its declarations. A declaration that only one of the two has is all new, or
 * all gone.
 */
export async function renderDiff(block: Block, runs: LessonRuns): Promise<string> {
  const args = argsOf(block, ['from', 'to'], ['of', 'file']);
  const [from, to] = await Promise.all([runs.target(args.from), runs.target(args.to)]);
  const [before, after] = await Promise.all([sourceOf(from, args.file), sourceOf(to, args.file)]);
  const parts = args.of?.split(',').map((name) => {
    const [old, now] = [findExcerpt(before.text, name), findExcerpt(after.text, name)];
    if (old === undefined && now === undefined)
      throw new CannotRender(`neither ${from.name} nor ${to.name} declares "${name}"`);
    return linesOf(old ?? '', now ?? '', Number.POSITIVE_INFINITY);
  }) ?? [linesOf(before.text, after.text, 2)];
  return fenced('diff', parts.join('\n \n'));
}

function linesOf(before: string, after: string, context: number): string {
  const end = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`);
  const { hunks } = structuredPatch('', '', end(before), end(after), '', '', { context });
  if (hunks.length === 0)
    return before
      .trimEnd()
      .split('\n')
      .map((line) => ` ${line}`)
      .join('\n');
  return hunks
    .map(({ lines }) => lines.map((line) => line.trimEnd()).join('\n'))
    .join('\n@@ … @@\n');
}
