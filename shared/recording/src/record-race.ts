import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CourseStep, Race } from '@workbook/course';
import type { JudgePool, Progress } from '@workbook/judge';
import type { Recording } from './format.ts';
import { recordingOf } from './recording-of.ts';

/** As the course map does: a race that is known to be possible is not run more often for the sake of its counts. */
const enoughRuns = 250;

/**
 * Runs a race on the finished code of a step in every order, and records what happens. It is the same recording each
 * time, but for a defect. Throws `JobFailed` when it cannot be recorded.
 */
export async function recordRace(
  { race, step }: Recorded,
  pool: Pick<JudgePool, 'record'>,
  onProgress?: (progress: Progress) => void,
): Promise<Recording> {
  const job = { race: race.id, step: step.number, file: step.file, options: { enoughRuns } };
  return recordingOf(await pool.record(job, onProgress), {
    race,
    step,
    title: titleOf(step),
    inputs: inputsOf({ race, step }),
    sourceOf: (name) => readFileSync(join(step.folder, 'src', name), 'utf8'),
  });
}

/** What a recording is of. */
export interface Recorded {
  readonly race: Race;
  readonly step: CourseStep;
}

/** A hash of what decides what is recorded, but for the explorer and the judge themselves. */
export function inputsOf({ race, step }: Recorded): string {
  const hash = createHash('sha256').update(JSON.stringify([race, titleOf(step)]));
  const folder = join(step.folder, 'src');
  for (const name of readdirSync(folder).sort())
    hash.update(`\0${name}\0`).update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}

function titleOf({ folder }: CourseStep): string {
  const lesson = readFileSync(join(folder, 'README.md'), 'utf8');
  return /^# (?:Step \d+: )?(.+)$/m.exec(lesson)?.[1] ?? '';
}
