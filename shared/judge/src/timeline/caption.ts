import type { Turn } from '@workbook/explorer';
import { shortOperation, shortReply } from './short-operation.ts';

/** What a turn did and what came of it, in one line: `SELECT account 1 → balance 100`. */
export function captionOf(turn: Turn): string {
  const { move, kind, text, outcome, waitsFor, deadlock, wroteAtOnce } = turn;
  const operation = shortOperation(kind, text);
  if (move.fault === 'crash-before') return `✗ crash before: ${operation}`;
  if (move.fault === 'pause') return `‖ paused before: ${operation}`;
  const gone = { 'redis-away': '✗ Redis goes away', 'redis-failover': '✗ Redis loses its keys' };
  const lost = move.fault && gone[move.fault as keyof typeof gone];
  if (lost) return `${lost}: ${operation} ${shortReply(turn)}`.trim();
  if (move.fault === 'crash-after') return `${operation} ✗ crash, reply lost`;
  if (move.fault === 'crash-half')
    return `${operation}${wroteAtOnce ? ', then writes at once' : ''} ✗ crash, half written`;
  if (outcome === 'waiting') return `${operation} … waits for ${waitsFor.join(', ')}`;
  if (deadlock) return `${operation} ✗ deadlock: ${deadlock.victim} is cancelled`;
  return `${operation} ${shortReply(turn)}`.trim();
}
