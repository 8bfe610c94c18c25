import type { SourceLine, Timeline, TimelineLine } from './timeline.ts';

/** The whole timeline, `width` characters wide: what is wrong, the columns, the schedule. */
export function timelineText(timeline: Timeline, width = 80): string {
  const { heading, damage, schedule, replayCommand } = timeline;
  return [
    heading,
    '',
    timelineColumns(timeline, width),
    ...(damage === undefined ? [] : ['', '▶ marks the line that does the damage.']),
    '',
    `schedule: ${schedule}`,
    ...(replayCommand ? [`replay:   ${replayCommand}`] : []),
  ].join('\n');
}

/**
 * Only the columns, `width` characters wide: the clients' letters, then each line in its client's
 * column, broken where it does not fit, with the number of its turn, and ▶ before the damage. The place in
 * the code stands at the column's right edge, where there is room; under the damage stands its source.
 */
export function timelineColumns(
  { clients, lines, turns, source }: Pick<Timeline, 'clients' | 'lines' | 'turns' | 'source'>,
  width = 80,
): string {
  const columnWidth = Math.floor((width - 4) / clients.length) - 2;
  const row = (margin: string, cellOf: (client: string) => string) => {
    const cells = clients.map((client) => cellOf(client).padEnd(columnWidth));
    return `${margin}${cells.join('│ ')}`.trimEnd();
  };
  const mainFile = fileMostNamed(lines);
  const rows = lines.flatMap(({ client, kind, turn, caption, place, damage }) => {
    const shown = place?.startsWith(`${mainFile}:`) ? place.slice(mainFile.length) : place;
    const parts = withPlace(wrap(caption, columnWidth), shown, columnWidth);
    const all = parts.map((part, i) => {
      const number = kind === 'turn' && i === 0 ? String(turn) : '';
      const sign = damage && i === 0 ? '▶' : ' ';
      return row(`${number.padStart(3)}${sign}`, (name) => (name === client ? part : ''));
    });
    return damage && source ? [...all, sourceRow(source, width)] : all;
  });
  const hasMore = turns > (lines.at(-1)?.turn ?? 0);
  const more = hasMore ? ['', `    … and so on, up to line ${turns}`] : [];
  return [row('    ', (client) => client), ...rows, ...more].join('\n');
}

/** Whose places need no name: a service is mostly one file. */
function fileMostNamed(lines: readonly TimelineLine[]): string {
  const files = lines.flatMap(({ place }) => place?.replace(/:\d+$/, '') ?? []);
  const count = (file: string) => files.filter((one) => one === file).length;
  return files.reduce((most, file) => (count(file) > count(most) ? file : most), files[0] ?? '');
}

/** The place at the right edge of the last part, where there is room: one character from it, if that can be. */
function withPlace(parts: readonly string[], place: string | undefined, width: number): string[] {
  const last = parts.at(-1) ?? '';
  const room = width - `${last} ${place}`.length;
  if (place === undefined || room < 0) return [...parts];
  const edge = room > 0 ? width - 1 : width;
  return [...parts.slice(0, -1), `${last.padEnd(edge - place.length)}${place}`];
}

function sourceRow({ place, text }: SourceLine, width: number): string {
  const row = `    ${place}  ${text}`;
  return row.length > width ? `${row.slice(0, width - 1)}…` : row;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '  ';
    }
    line = line === '' || line === '  ' ? line + word : `${line} ${word}`;
    while (line.length > width) {
      lines.push(line.slice(0, width));
      line = `  ${line.slice(width)}`;
    }
  }
  return [...lines, line];
}
