/** A timeline of a lesson, read out of its text. */
export interface TimelineInText {
  /** The race, and what is wrong; undefined in an excerpt. */
  readonly heading: string | undefined;
  readonly clients: readonly string[];
  readonly rows: readonly TimelineRow[];
  readonly schedule: string | undefined;
}

/** A line of a timeline. */
export interface TimelineRow {
  /** The number of the turn; undefined for what comes of it. */
  readonly turn: number | undefined;
  readonly damage: boolean;
  /** What stands in it, by client. */
  readonly captions: readonly string[];
}

/** Reads what `timelineText` has written; undefined for any other text. */
export function timelineInText(text: string): TimelineInText | undefined {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => /^ {4}[A-Z]( +│ [A-Z])*$/.test(line.trimEnd()));
  if (at < 0) return undefined;
  const clients = (lines[at] ?? '').split('│').map((name) => name.trim());
  const end = lines.findIndex((line, i) => i > at && line.trim() === '');
  const rows: TimelineRow[] = [];
  for (const line of lines.slice(at + 1, end < 0 ? undefined : end)) {
    const turn = /^ *(\d+)/.exec(line.slice(0, 3))?.[1];
    const cells = line.slice(4).split('│');
    const captions = clients.map((_, i) => (cells[i] ?? '').slice(i === 0 ? 0 : 1).trimEnd());
    const last = rows.at(-1);
    // A caption that is too long goes on in the next line, indented.
    if (last && turn === undefined && captions.every((text) => text === '' || /^ {2}/.test(text))) {
      rows[rows.length - 1] = {
        ...last,
        captions: last.captions.map((text, i) => `${text} ${(captions[i] ?? '').trim()}`.trim()),
      };
      continue;
    }
    rows.push({ turn: turn ? Number(turn) : undefined, damage: line[3] === '▶', captions });
  }
  return {
    heading: lines.slice(0, at).join(' ').trim() || undefined,
    clients,
    rows,
    schedule: /^schedule: (\S+)/m.exec(text)?.[1],
  };
}
