import type { Cell, CourseMap, MappedPart, MappedRace } from '../json/map.ts';
import type { Verdict } from '../json/race-verdict.ts';
import { colors, compact, wrapped } from '../text/format.ts';
import { signs } from '../text/verdict.ts';

const nameWidth = 24;
const widthWithWords = 14;
const widthWithoutWords = 7;

/**
 * The course map as tables of at most `width` characters, one for each part of the course: races down,
 * steps across. Each cell says the verdict, by a sign alone when there are too many steps for words, and
 * how many of the orders fail. The same map always gives the same text, but for its colours.
 */
export function mapTables(
  { parts, races }: Pick<CourseMap, 'parts' | 'races'>,
  width = 80,
): string {
  return parts.map((part) => mapTable(part, races, width)).join('\n\n');
}

function mapTable(part: MappedPart, all: readonly MappedRace[], width: number): string {
  const { steps } = part;
  const races = all.filter(({ id }) => part.races.includes(id));
  const words = nameWidth + steps.length * widthWithWords <= width;
  const cellWidth = words ? widthWithWords : widthWithoutWords;
  const row = (
    name: string,
    texts: readonly string[],
    paint: (text: string, i: number) => string,
  ) =>
    `${name.padEnd(nameWidth)}${texts.map((text, i) => paint(text.padEnd(cellWidth), i)).join('')}`;
  const lines = [row('', steps, colors.bold)];
  for (const { name, cells: measured } of races) {
    const cells = steps.flatMap((number) => measured.find(({ step }) => step === number) ?? []);
    const [first = '', ...others] = wrapped(name, nameWidth - 2);
    const texts = cells.map((cell) => cellTexts(cell, words));
    const upper = texts.map((text) => text.upper);
    const lower = texts.map((text) => text.lower);
    lines.push(row(first, upper, (text, i) => painted(text, cells[i])));
    lines.push(row(others[0] ?? '', lower, colors.dim));
    for (const rest of others.slice(1)) lines.push(rest);
  }
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** How wide a table without words is, with this many steps. */
export const tableWidth = (steps: number) => nameWidth + steps * widthWithoutWords;

/** `✗ possible` over `4/70`, or `✗ 4` over `/ 70` where there is no room for words. */
function cellTexts({ verdict, ends, failingOrders, orders }: Cell, words: boolean): CellTexts {
  const sign = ends ? signs.ends : signs[verdict];
  const [failing, all] = [compact(failingOrders), compact(orders)];
  return words
    ? { upper: `${sign} ${verdict}`, lower: `${failing}/${all}` }
    : { upper: `${sign} ${failing}`, lower: `/ ${all}` };
}

interface CellTexts {
  readonly upper: string;
  readonly lower: string;
}

const paints: Record<Verdict, (text: string) => string> = {
  prevented: colors.green,
  possible: colors.red,
  inconclusive: colors.yellow,
};

function painted(text: string, cell: Cell | undefined): string {
  if (!cell) return text;
  return cell.ends ? colors.bold(colors.green(text)) : paints[cell.verdict](text);
}
