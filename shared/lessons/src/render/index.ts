import type { Block } from '../page/blocks.ts';
import type { LessonRuns } from '../runs/lesson-runs.ts';
import { renderCode } from './code.ts';
import { renderCost } from './cost.ts';
import { renderCounts, renderVerdicts } from './counts.ts';
import { renderCrashes } from './crashes.ts';
import { renderDiff } from './diff.ts';
import { renderMatrices, renderMatrix } from './matrices.ts';
import { renderNumber } from './number.ts';
import { renderOutcomes } from './outcomes.ts';
import { renderPicture } from './picture.ts';
import { renderSessions } from './sessions.ts';
import { renderUnseen } from './unseen.ts';
import { renderWrites } from './writes.ts';

/**
 * Writes a block's content. Throws `CannotRender` when the block asks for something that does not
 * exist.
 */
export type Renderer = (block: Block, runs: LessonRuns) => Promise<string>;

/** How each kind of block is written, by the first word of its marker. */
export const renderers: Readonly<Record<string, Renderer>> = {
  picture: renderPicture,
  counts: renderCounts,
  verdicts: renderVerdicts,
  outcomes: renderOutcomes,
  crashes: renderCrashes,
  matrices: renderMatrices,
  matrix: renderMatrix,
  diff: renderDiff,
  code: renderCode,
  number: renderNumber,
  writes: renderWrites,
  cost: renderCost,
  unseen: renderUnseen,
  sessions: renderSessions,
};
