import { createHash } from 'node:crypto';
import { type CourseStep, racesMappedOn } from '@workbook/course';
import type { Recorded } from './record-race.ts';

/** Every cell of the course map: each race on each step where the map shows it, step by step. */
export function mappedRaces(course: readonly CourseStep[]): readonly Recorded[] {
  return course.flatMap((step) => racesMappedOn(course, step).map((race) => ({ race, step })));
}

/** What a cell of the map is called: `05 lost-update`. */
export function cellName({ race, step }: Cell): string {
  return `${step.number} ${race.id}`;
}

/** What names a cell of the map. */
export interface Cell {
  readonly race: { readonly id: string };
  readonly step: { readonly number: string };
}

/** One of so many parts of the map, counted from 1. */
export interface MapPart {
  readonly part: number;
  readonly of: number;
}

/** Whether a cell is in this part. That hangs on its name alone, so that a new race moves no other one. */
export function isIn(cell: Cell, { part, of }: MapPart): boolean {
  const hash = createHash('sha256').update(cellName(cell)).digest();
  return hash.readUInt32BE() % of === part - 1;
}

/** The cells of the map that are not recorded, by their names, and why not: none at present. */
export const notRecorded: Readonly<Record<string, string>> = {};
