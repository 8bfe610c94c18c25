import type { CrashMatrix, CrashPoint } from './crash-matrix.ts';

/** A crash matrix as Markdown: one table for the crashes, one for the pauses. */
export function crashTable({ protocol, order, claimed, crashes, pauses }: CrashMatrix): string {
  const wrong = crashes.filter(({ consistent }) => !consistent).length;
  const wrongPauses = pauses.filter(({ consistent }) => !consistent).length;
  return [
    `**${protocol}**: ${order}`,
    '',
    `By hand: ${claimed}.`,
    `By execution: ${wrong} of ${crashes.length - 1} crashes and ${wrongPauses} of ${pauses.length} pauses leave something wrong.`,
    '',
    crashesTable(crashes),
    '',
    pausesTable(pauses),
  ].join('\n');
}

/** One row for each crash of the only writer. */
export function crashesTable(crashes: readonly CrashPoint[]): string {
  return [
    '| alone | A is told | PostgreSQL | cache | now | cache, keys expired | then |',
    '|---|---|---|---|---|---|---|',
    ...crashes.map(crashRow),
  ].join('\n');
}

/** One row for each pause of the first of two writers. */
export function pausesTable(pauses: readonly CrashPoint[]): string {
  return [
    '| A is paused for a minute, B withdraws 50 | A | B | PostgreSQL | cache | right | B waits for A |',
    '|---|---|---|---|---|---|---|',
    ...pauses.map(pauseRow),
  ].join('\n');
}

function crashRow(point: CrashPoint): string {
  const { answers, database, cache, consistent, cacheAfterTtl, consistentAfterTtl } = point;
  return row([
    placeOf(point),
    answers.A ?? '',
    database,
    cached(cache),
    sign(consistent),
    cached(cacheAfterTtl),
    sign(consistentAfterTtl),
  ]);
}

function pauseRow(point: CrashPoint): string {
  const { answers, database, cache, consistent, waited } = point;
  return row([
    placeOf(point),
    answers.A ?? '',
    answers.B ?? '',
    database,
    cached(cache),
    sign(consistent),
    waited.length > 0 ? 'yes' : 'no',
  ]);
}

const signs = {
  none: 'nothing happens',
  'crash-before': 'crash before',
  'crash-after': 'crash after, reply lost',
  'crash-half': 'crash half-way',
  pause: 'pause before',
  'late-reply': 'a late reply to',
  'redis-away': 'Redis goes away before',
  'redis-failover': 'Redis loses its keys before',
  'time-passes': 'time goes by before',
} as const;

function placeOf({ fault, operation }: CrashPoint): string {
  return fault === 'none' ? signs.none : `${signs[fault]} ${shortened(operation)}`;
}

function shortened(operation: string): string {
  const text = operation.replaceAll('|', '\\|');
  return text.length > 44 ? `${text.slice(0, 43)}…` : text;
}

const cached = (value: number | null): string => (value === null ? 'nothing' : String(value));

const sign = (right: boolean): string => (right ? '+' : '−');

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}
