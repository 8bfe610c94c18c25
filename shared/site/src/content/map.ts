import type { Race } from '@workbook/course';

/** A race on a step, as the course map says. */
export interface MapCell {
  readonly step: string;
  readonly verdict: 'possible' | 'prevented' | 'inconclusive';
  /** Whether this is the first step that prevents the race. */
  readonly ends: boolean;
  /** How many orders break it, and how many there are: `323`, `2.1k`. */
  readonly failing: string;
  readonly orders: string;
}

/** A row of the course map. */
export interface MapRow {
  readonly race: Race;
  readonly cells: readonly MapCell[];
}

/** Reads the tables of `docs/course-map.md`. Throws when they name a race that the course does not have. */
export function mapIn(page: string, races: readonly Race[]): readonly MapRow[] {
  const tables = /<!-- map -->\n```text\n([\s\S]*?)\n```/.exec(page)?.[1] ?? '';
  const cells = new Map<Race, Map<string, MapCell>>();
  for (const row of tables.split('\n\n').flatMap((table) => rowsIn(table, races))) {
    const known = cells.get(row.race) ?? new Map<string, MapCell>();
    for (const cell of row.cells) known.set(cell.step, cell);
    cells.set(row.race, known);
  }
  return [...cells].map(([race, known]) => ({ race, cells: [...known.values()] }));
}

function rowsIn(table: string, races: readonly Race[]): readonly MapRow[] {
  const [heading = '', ...lines] = table.split('\n');
  const columns = [...heading.matchAll(/\d\d/g)].map(({ 0: step, index }) => ({ step, index }));
  const first = columns[0]?.index ?? 0;
  const rows: string[][] = [];
  for (const line of lines) {
    if (/[✓✗★?] \S/u.test(line)) rows.push([line]);
    else rows.at(-1)?.push(line);
  }
  return rows.map(([signs = '', ...below]) => {
    const name = [signs, ...below].map((line) => line.slice(0, first).trim()).join(' ');
    const race = races.find((one) => one.name === name.trim());
    if (!race) throw new TypeError(`docs/course-map.md names a race that no step has: ${name}`);
    const cells = columns.map(({ step, index }, i): MapCell => {
      const end = columns[i + 1]?.index;
      const [sign = '?', said = '?'] = signs.slice(index, end).trim().split(' ');
      // Where there is room, a word stands beside the sign, and both counts below it.
      const [failing = '', orders = ''] = (below[0] ?? '').slice(index, end).split('/');
      return {
        step,
        verdict: verdicts[sign] ?? 'inconclusive',
        ends: sign === '★',
        failing: failing.trim() || said,
        orders: orders.trim(),
      };
    });
    return { race, cells };
  });
}

const verdicts: Readonly<Record<string, MapCell['verdict']>> = {
  '★': 'prevented',
  '✓': 'prevented',
  '✗': 'possible',
};
