import { join } from 'node:path';
import { projectFolder } from '@workbook/course';
import type { CourseMap } from '../json/map.ts';
import { mapTables, tableWidth } from './map-table.ts';

/** The page that shows the course map. */
export const courseMapPage = join(projectFolder, 'docs/course-map.md');

const place = /(<!-- map -->\n)[\s\S]*?(<!-- \/map -->)/;

/** `page` with the tables of `map` in their place. Throws when it has no such place. */
export function withMap(page: string, map: Pick<CourseMap, 'parts' | 'races'>): string {
  if (!place.test(page))
    throw new TypeError('the page has no place for the map: add <!-- map --> and <!-- /map -->');
  return page.replace(
    place,
    (_, begin: string, end: string) => `${begin}\`\`\`text\n${mapTables(map)}\n\`\`\`\n${end}`,
  );
}

/** The signs in the tables of `page`: for each table a row for each race, in the order of the course. */
export function signsIn(page: string): string[][][] {
  return tablesIn(page).map((table) =>
    table
      .split('\n')
      .map((line) => line.match(/[✓✗★?](?= \S)/gu) ?? [])
      .filter((row) => row.length > 0),
  );
}

/**
 * The counts in the tables of `page`, as `4 / 70` for 4 of 70 orders that break something: for each table a row for each
 * race, in the order of the course.
 */
export function countsIn(page: string): string[][][] {
  return tablesIn(page).map((table) =>
    table.split('\n').flatMap((line, i, lines) => {
      const upper = line.match(/[✓✗★?] \S+/gu);
      if (!upper) return [];
      const lower = lines[i + 1]?.match(/\S*\/ ?\S+/g) ?? [];
      const counts = upper.map((text, j) => {
        const [failing, all = ''] = (lower[j] ?? '').split('/');
        return `${failing || text.slice(2)} / ${all.trim()}`;
      });
      return [counts];
    }),
  );
}

/** A table of the page, up to so many of its columns and of its rows. */
export interface Behind {
  readonly steps: number;
  readonly races: number;
}

/** The tables in `page`, each as far as it lies behind. */
export function mapBehind(page: string, behind: readonly Behind[]): string {
  const tables = tablesIn(page);
  return behind
    .flatMap((part, i) => {
      const table = tables[i];
      return table && part.races > 0 ? [tableBehind(table, part)] : [];
    })
    .join('\n\n');
}

function tableBehind(table: string, { steps, races }: Behind): string {
  const [heading = '', ...lines] = table.split('\n');
  let seen = 0;
  const rows = lines.filter((line) => {
    // A race has more than one line, and its signs are in the first.
    if (/[✓✗★?] \S/u.test(line)) seen += 1;
    return seen <= races;
  });
  const width = tableWidth(steps);
  return [heading, ...rows].map((line) => line.slice(0, width).trimEnd()).join('\n');
}

/** The tables in `page` themselves, without what is around them. */
function tablesIn(page: string): string[] {
  const text = /```text\n([\s\S]*?)\n```/.exec(place.exec(page)?.[0] ?? '')?.[1] ?? '';
  return text.split('\n\n');
}
