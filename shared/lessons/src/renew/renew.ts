import { type Block, findBlocks } from '../page/blocks.ts';
import type { Problem } from '../page/problem.ts';
import { renderers } from '../render/index.ts';
import type { LessonRuns } from '../runs/lesson-runs.ts';

/** A lesson after its blocks were written anew. */
export interface Renewed {
  readonly text: string;
  /** The blocks that say something else now. */
  readonly stale: readonly Stale[];
  /** The blocks that are malformed or cannot be run; they are left as they were. */
  readonly problems: readonly Problem[];
}

/** A block whose text is not what its command writes now. */
export interface Stale {
  readonly block: Block;
  readonly before: string;
  readonly after: string;
}

/** Runs every block of a lesson, or those of one kind, and puts what it wrote into the text. */
export async function renew(text: string, runs: LessonRuns, only?: string): Promise<Renewed> {
  const { blocks: all, problems } = findBlocks(text);
  const blocks = all.filter(({ kind }) => only === undefined || kind === only);
  const contents = await Promise.allSettled(blocks.map((block) => contentOf(block, runs)));
  const stale: Stale[] = [];
  let renewed = '';
  let copied = 0;
  for (const [i, block] of blocks.entries()) {
    const content = contents[i];
    if (content?.status !== 'fulfilled') {
      problems.push({ line: block.line, message: reasonOf(content?.reason) });
      continue;
    }
    const before = text.slice(block.start, block.end);
    if (before !== content.value) stale.push({ block, before, after: content.value });
    renewed += text.slice(copied, block.start) + content.value;
    copied = block.end;
  }
  return { text: renewed + text.slice(copied), stale, problems: problems.sort(byLine) };
}

async function contentOf(block: Block, runs: LessonRuns): Promise<string> {
  const render = renderers[block.kind];
  if (!render)
    throw new TypeError(
      `"${block.kind}" is not a kind of block: there is ${Object.keys(renderers).join(', ')}`,
    );
  const content = await render(block, runs);
  return block.kind === 'number' ? content : `\n\n${content}\n\n`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function byLine(a: Problem, b: Problem): number {
  return a.line - b.line;
}
