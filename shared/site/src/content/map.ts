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

/** Reads the table of `docs/course-map.md`. Throws when it names a race that the course does not have. */
export function mapIn(page: string, races: readonly Race[]): readonly MapRow[] {
  const table = /<!-- map -->\n```text\n([\s\S]*?)\n```/.exec(page)?.[1] ?? '';
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
      const [sign = '?', failing = '?'] = signs.slice(index, end).trim().split(' ');
      const orders = (below[0] ?? '').slice(index, end).replace('/', '').trim();
      return {
        step,
        verdict: verdicts[sign] ?? 'inconclusive',
        ends: sign === '★',
        failing,
        orders,
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
