import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { homeFolder } from '@workbook/race-test';
import { replaceFile } from '../replace-file.ts';

/** How many predictions were made, and how many were right. */
export interface Score {
  readonly asked: number;
  readonly right: number;
}

/** A plain file that may be deleted to begin anew. */
const scoreFile = join(homeFolder, '.workbook', 'predictions.json');

/** Counts one more prediction, and returns the new score. What cannot be read counts as nothing. */
export async function countPrediction(right: boolean): Promise<Score> {
  const before = await readScore();
  const score = { asked: before.asked + 1, right: before.right + (right ? 1 : 0) };
  await replaceFile(scoreFile, `${JSON.stringify(score)}\n`);
  return score;
}

export async function readScore(): Promise<Score> {
  try {
    const { asked, right } = JSON.parse(await readFile(scoreFile, 'utf8')) as Partial<Score>;
    if (isCount(asked) && isCount(right) && right <= asked) return { asked, right };
  } catch {
    // There is none yet, or it is no JSON.
  }
  return { asked: 0, right: 0 };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
