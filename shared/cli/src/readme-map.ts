import { mapTable } from './map-table.ts';
import type { CourseMap } from './results.ts';

const place = /(<!-- map -->\n)[\s\S]*?(<!-- \/map -->)/;

/** `readme` with the table of `map` in its place. Throws when it has no such place. */
export function withMap(readme: string, map: Pick<CourseMap, 'steps' | 'races'>): string {
  if (!place.test(readme))
    throw new TypeError('the readme has no place for the map: add <!-- map --> and <!-- /map -->');
  return readme.replace(
    place,
    (_, begin: string, end: string) => `${begin}\`\`\`text\n${mapTable(map)}\n\`\`\`\n${end}`,
  );
}

/** The signs in the table of `readme`: a row for each race, in the order of the course. */
export function signsIn(readme: string): string[][] {
  const table = place.exec(readme)?.[0] ?? '';
  const rows = table.split('\n').map((line) => line.match(/[✓✗★?](?= \S)/gu) ?? []);
  return rows.filter((row) => row.length > 0);
}

/** The table in `readme` itself, without what is around it. */
export function mapIn(readme: string): string {
  return /```text\n([\s\S]*?)\n```/.exec(place.exec(readme)?.[0] ?? '')?.[1] ?? '';
}
