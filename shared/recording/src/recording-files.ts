import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { CourseStep } from '@workbook/course';
import type { Recording } from './format.ts';
import { inputsOf, type Recorded } from './record-race.ts';

/** Where a recording is kept. */
export function recordingFile({ race, step }: NamedRecording): string {
  return join(import.meta.dirname, '../recordings', step.number, `${race.id}.json.gz`);
}

/** What names a recording. */
export interface NamedRecording {
  readonly race: Pick<Recorded['race'], 'id'>;
  readonly step: Pick<CourseStep, 'number'>;
}

/** The recording of a race on a step; undefined where there is none yet. */
export function readRecording(named: NamedRecording): Recording | undefined {
  const file = recordingFile(named);
  if (!existsSync(file)) return undefined;
  return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as Recording;
}

/** Keeps a recording. Returns how many bytes it takes. */
export function writeRecording(recording: Recording): number {
  const file = recordingFile(recording);
  mkdirSync(dirname(file), { recursive: true });
  const bytes = gzipSync(textOf(recording), { level: 9 });
  writeFileSync(file, bytes);
  return bytes.length;
}

/** Whether there is a recording of the race and the code as they are now. */
export function isCurrent(recorded: Recorded): boolean {
  return readRecording(recorded)?.inputs === inputsOf(recorded);
}

/** Two recordings are the same when this is: how well a file is packed depends on the library that packs it. */
export function textOf(recording: Recording): string {
  return JSON.stringify(recording);
}
