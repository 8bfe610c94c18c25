import type { Environment } from './environment.ts';
import type { RaceVerdict } from './race-verdict.ts';

/** What `workbook map --json` prints. */
export interface CourseMap {
  /** Raised when a field changes its meaning or goes away. */
  readonly format: 1;
  readonly environment: Environment;
  readonly steps: readonly MappedStep[];
  readonly races: readonly MappedRace[];
  /** The tables in which people read it: each race stands in each table of whose steps it has cells. */
  readonly parts: readonly MappedPart[];
  readonly durationMs: number;
}

/** One table of the map: a part of the course. */
export interface MappedPart {
  /** The numbers of the steps across. From the second part on, the first one is where the part begins. */
  readonly steps: readonly string[];
  /** The ids of the races down. */
  readonly races: readonly string[];
}

/** A step, and where its lesson is. */
export interface MappedStep {
  /** `05`. */
  readonly number: string;
  /** The lesson's own title; null when there is no lesson yet. */
  readonly title: string | null;
  /** The lesson's path inside the project. */
  readonly lesson: string | null;
}

/** A race, and its verdict on each step of the parts that it belongs to. */
export interface MappedRace {
  readonly id: string;
  readonly name: string;
  /** The standard name of what goes wrong. */
  readonly anomaly: string;
  readonly question: string;
  readonly instances: number;
  readonly clients: readonly string[];
  /** The step that this race belongs to: the first one that is meant to end it; null when the map leaves it out. */
  readonly ofStep: string | null;
  readonly cells: readonly Cell[];
}

/** One race on the finished code of one step. */
export interface Cell extends RaceVerdict {
  /** `05`. */
  readonly step: string;
  /** Whether this is the first step of the course, among those measured, that prevents the race. */
  readonly ends: boolean;
}
