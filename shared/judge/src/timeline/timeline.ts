import type { Race } from '@workbook/course';
import { formatSchedule, type JudgedRun, type Turn } from '@workbook/explorer';
import { shortAnswer } from '../verdict/history.ts';
import type { RaceDetail } from '../verdict/race-detail.ts';
import { shortOperation, shortReply } from './short-operation.ts';

export interface PictureOptions {
  /** Characters in a line. Default 80. */
  readonly width?: number;
  /** The command that replays this very run. */
  readonly replayCommand?: string;
}

/** Of a run with more turns than this, somebody who goes on without end, the beginning is enough. */
const longest = 60;

/**
 * A run as a timeline: one column for each client, time going down, the line that does the damage
 * marked. The same run always gives the same text.
 */
export function picture(
  race: Race,
  run: JudgedRun<RaceDetail>,
  { width = 80, replayCommand }: PictureOptions = {},
): string {
  const clients = Object.keys(race.clients);
  const column = Math.floor((width - 4) / clients.length) - 2;
  const { exchanges } = run.detail;
  const lines: string[] = [];
  const add = (mark: string, client: string, text: string, sign = ' ') => {
    const wrapped = wrap(text, column);
    wrapped.forEach((part, i) => {
      const cells = clients.map((name) => (name === client ? part : '').padEnd(column));
      lines.push(
        `${(i === 0 ? mark : '').padStart(3)}${i === 0 ? sign : ' '}${cells.join('│ ')}`.trimEnd(),
      );
    });
  };
  lines.push(`${race.name}${run.violation === undefined ? '' : `: ${run.violation}`}`, '');
  lines.push(`    ${clients.map((name) => name.padEnd(column)).join('│ ')}`.trimEnd());
  const end = run.turns.length > longest ? longest / 2 : run.turns.length;
  const failed = exchanges.find(({ answer }) => answer && answer.status >= 500)?.answeredAt;
  const damage =
    run.violation === undefined ? undefined : damageOf(run.turns.slice(0, end), failed ?? end);
  for (const turn of run.turns) {
    if (run.turns.length > longest && turn.index >= longest / 2) {
      if (turn.index === longest / 2)
        lines.push('', `    … and so on, up to line ${run.turns.length}`);
      continue;
    }
    add(String(turn.index + 1), turn.client, describe(turn), turn === damage ? '▶' : ' ');
    for (const { client, launchedAt, reply } of turn.released) {
      const launched = run.turns[launchedAt] as Turn;
      add('', client, `… goes on ${shortReply(launched.kind, launched.text, reply)}`.trim());
    }
    for (const { client, answer, answeredAt } of exchanges) {
      if (answeredAt === turn.index + 1) add('', client, `= ${shortAnswer(answer)}`);
    }
  }
  if (end < run.turns.length) lines.push('', `    … and so on, up to line ${run.turns.length}`);
  if (damage) lines.push('', '▶ marks the line that does the damage.');
  const schedule = formatSchedule(run.schedule.slice(0, end));
  lines.push('', `schedule: ${schedule}${end < run.turns.length ? '…' : ''}`);
  if (replayCommand) lines.push(`replay:   ${replayCommand}`);
  return lines.join('\n');
}

function describe(turn: Turn): string {
  const { move, kind, text, outcome, waitsFor, deadlock, wroteAtOnce } = turn;
  const operation = shortOperation(kind, text);
  if (move.fault === 'crash-before') return `✗ crash before: ${operation}`;
  if (move.fault === 'pause') return `‖ paused before: ${operation}`;
  const gone = { 'redis-away': '✗ Redis goes away', 'redis-failover': '✗ Redis loses its keys' };
  const lost = move.fault && gone[move.fault as keyof typeof gone];
  if (lost) return `${lost}: ${operation} ${shortReply(kind, text, turn.reply)}`.trim();
  if (move.fault === 'crash-after') return `${operation} ✗ crash, reply lost`;
  if (move.fault === 'crash-half')
    return `${operation}${wroteAtOnce ? ', then writes at once' : ''} ✗ crash, half written`;
  if (outcome === 'waiting') return `${operation} … waits for ${waitsFor.join(', ')}`;
  if (deadlock) return `${operation} ✗ deadlock: ${deadlock.victim} is cancelled`;
  return `${operation} ${shortReply(kind, text, turn.reply)}`.trim();
}

/**
 * The last turn that changed something for others: with it, the damage was done. What comes after
 * somebody was failed by the service, `failed` turns after the beginning, is not to blame for that.
 */
function damageOf(turns: readonly Turn[], failed: number): Turn | undefined {
  return (
    turns.find(({ deadlock }) => deadlock) ??
    turns.find(({ move }) => move.fault) ??
    turns.slice(0, failed).findLast(changesSomething) ??
    turns.findLast(changesSomething) ??
    turns.findLast(({ outcome }) => outcome === 'waiting') ??
    turns.at(-1)
  );
}

function changesSomething({ kind, text, footprint, reply }: Turn): boolean {
  if (reply?.error) return false;
  if (kind === 'sql') return !/^(select|begin|rollback|set)/i.test(text);
  if (kind !== 'file' && kind !== 'redis') return false;
  // That its client goes on, and may touch the memory of its instance, is no change by the operation.
  return (
    footprint === 'everything' ||
    footprint.some(({ mode, scope }) => mode === 'write' && !scope.startsWith('memory'))
  );
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
