import type { Everywhere } from './everywhere.ts';

/** What `workbook hint --json` prints. */
export type HintResult = HintForRace | NoRaceFails;

/** A hint for the race that fails. */
export interface HintForRace extends Everywhere {
  readonly step: string;
  readonly race: string;
  /** Whether the attempt was judged; with `--race` it is not, and nothing says that the race can happen. */
  readonly judged: boolean;
  /** Whether it is no race: no two requests overlap in the order that fails. */
  readonly wrongAlone: boolean;
  /** How many rungs of the hint are told, and how many there are. */
  readonly rung: number;
  readonly of: number;
  /** Null when no hint was written for this race. */
  readonly hint: {
    readonly question: string;
    readonly idea: string;
    readonly place?: string;
    readonly shape?: string;
  } | null;
}

/** There is nothing to help with. */
export interface NoRaceFails extends Everywhere {
  readonly step: string;
  readonly race: null;
  readonly hint: null;
}
