import type { Timeline } from './timeline.ts';

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
 * column, broken where it does not fit, with the number of its turn, and ▶ before the damage.
 */
export function timelineColumns(
  { clients, lines, turns }: Pick<Timeline, 'clients' | 'lines' | 'turns'>,
  width = 80,
): string {
  const columnWidth = Math.floor((width - 4) / clients.length) - 2;
  const row = (margin: string, cellOf: (client: string) => string) => {
    const cells = clients.map((client) => cellOf(client).padEnd(columnWidth));
    return `${margin}${cells.join('│ ')}`.trimEnd();
  };
  const rows = lines.flatMap(({ client, kind, turn, caption, damage }) =>
    wrap(caption, columnWidth).map((part, i) => {
      const number = kind === 'turn' && i === 0 ? String(turn) : '';
      const sign = damage && i === 0 ? '▶' : ' ';
      return row(`${number.padStart(3)}${sign}`, (name) => (name === client ? part : ''));
    }),
  );
  const hasMore = turns > (lines.at(-1)?.turn ?? 0);
  const more = hasMore ? ['', `    … and so on, up to line ${turns}`] : [];
  return [row('    ', (client) => client), ...rows, ...more].join('\n');
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
