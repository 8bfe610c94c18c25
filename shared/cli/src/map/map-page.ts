import { join } from 'node:path';
import { projectFolder } from '@workbook/course';
import type { CourseMap } from '../json/map.ts';
import { mapTable, tableWidth } from './map-table.ts';

/** The page that shows the course map. */
export const courseMapPage = join(projectFolder, 'docs/course-map.md');

const place = /(<!-- map -->\n)[\s\S]*?(<!-- \/map -->)/;

/** `page` with the table of `map` in its place. Throws when it has no such place. */
export function withMap(page: string, map: Pick<CourseMap, 'steps' | 'races'>): string {
  if (!place.test(page))
    throw new TypeError('the page has no place for the map: add <!-- map --> and <!-- /map -->');
  return page.replace(
    place,
    (_, begin: string, end: string) => `${begin}\`\`\`text\n${mapTable(map)}\n\`\`\`\n${end}`,
  );
}

/** The signs in the table of `page`: a row for each race, in the order of the course. */
export function signsIn(page: string): string[][] {
  const table = place.exec(page)?.[0] ?? '';
  const rows = table.split('\n').map((line) => line.match(/[✓✗★?](?= \S)/gu) ?? []);
  return rows.filter((row) => row.length > 0);
}

/** The table in `page`, up to its first `steps` columns and its first `races` rows. */
export function mapBehind(page: string, steps: number, races: number): string {
  const [heading = '', ...lines] = mapIn(page).split('\n');
  let seen = 0;
  const rows = lines.filter((line) => {
    // A race has more than one line, and its signs are in the first.
    if (/[✓✗★?] \S/u.test(line)) seen += 1;
    return seen <= races;
  });
  const width = tableWidth(steps);
  return [heading, ...rows].map((line) => line.slice(0, width).trimEnd()).join('\n');
}

/** The table in `page` itself, without what is around it. */
export function mapIn(page: string): string {
  return /```text\n([\s\S]*?)\n```/.exec(place.exec(page)?.[0] ?? '')?.[1] ?? '';
}
