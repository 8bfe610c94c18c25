import type { Kept } from '@workbook/judge';
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
  /**
   * Whether the code was searched for what it may keep in memory, and the first reason for that; null on steps whose
   * finished code keeps something there.
   */
  readonly memory: MemorySearch | null;
  /** Ids of the races that the finished step does not prevent either: they were not run. */
  readonly notAsked: readonly string[];
  /** The first failing race as a timeline; null when none fails. */
  readonly picture: Picture | null;
  /**
   * Milliseconds until the first orders of every race had passed, so that green was likely; null where one of them
   * fails. Counts from where `durationMs` counts.
   */
  readonly probablyGreenMs: number | null;
  readonly durationMs: number;
}

/** Code that evidently keeps nothing in memory is not searched for it: orders that differ in nothing else are left out. */
export interface MemorySearch {
  readonly searched: boolean;
  /** `accounts.ts:12`; null where it was not searched. */
  readonly place: string | null;
  /** What may keep something there, in a few words; null where it was not searched. */
  readonly why: string | null;
}

/** A reason to search, or that there is none, as the documented fields. */
export function memorySearchOf(kept: Kept | null | undefined): MemorySearch | null {
  if (kept === undefined) return null;
  return { searched: kept !== null, place: kept?.place ?? null, why: kept?.why ?? null };
}

/** One race that an attempt was judged by. The counts end with the first order that fails. */
export interface CheckedRace extends RaceVerdict {
  readonly id: string;
  readonly name: string;
  /** Whether it is no race, but what every step promises of requests that do not overlap. */
  readonly nobodyOverlaps: boolean;
}
