import type { Environment } from './environment.ts';
import type { Picture } from './picture.ts';
import type { RaceVerdict } from './race-verdict.ts';
import type { TaskVerdict } from './task-verdict.ts';

/** What `workbook check --json` prints. */
export interface CheckResult {
  readonly format: 1;
  readonly environment: Environment;
  readonly step: string;
  /** The file that was judged, seen from the folder in which the command ran. */
  readonly file: string;
  readonly verdict: 'green' | 'red' | 'inconclusive';
  readonly races: readonly CheckedRace[];
  /** The tasks of the lesson, in their order; empty when only some races were asked for. */
  readonly tasks: readonly TaskVerdict[];
  /** Ids of the races that the finished step does not prevent either: they were not run. */
  readonly notAsked: readonly string[];
  /** The first failing race as a timeline; null when none fails. */
  readonly picture: Picture | null;
  readonly durationMs: number;
}

/** One race that an attempt was judged by. The counts end with the first order that fails. */
export interface CheckedRace extends RaceVerdict {
  readonly id: string;
  readonly name: string;
  /** Whether it is no race, but what every step promises of requests that do not overlap. */
  readonly nobodyOverlaps: boolean;
}
