import type { Turn } from '@workbook/explorer';
import { shortOperation, shortReply } from './short-operation.ts';

/** What a turn did and what came of it, in one line: `SELECT account 1 → balance 100`. */
export function captionOf(turn: Turn): string {
  const { move, kind, text, outcome, waitsFor, deadlock, wroteAtOnce } = turn;
  const operation = shortOperation(kind, text);
  if (move.fault === 'crash-before') return `✗ crash before: ${operation}`;
  if (move.fault === 'time-passes')
    return `… time goes by; ${captionOf({ ...turn, move: { client: move.client } })}`;
  if (move.fault === 'pause') return `‖ paused before: ${operation}`;
  const gone = { 'redis-away': '✗ Redis goes away', 'redis-failover': '✗ Redis loses its keys' };
  const lost = move.fault && gone[move.fault as keyof typeof gone];
  if (lost) return `${lost}: ${operation} ${shortReply(turn)}`.trim();
  if (move.fault === 'crash-after') return `${operation} ✗ crash, reply lost`;
  if (move.fault === 'late-reply') return `${operation}, the reply comes later`;
  if (move.fault === 'crash-half')
    return `${operation}${wroteAtOnce ? ', then writes at once' : ''} ✗ crash, half written`;
  const waiting =
    waitsFor.length > 0 ? `${operation} … waits for ${waitsFor.join(', ')}` : operation;
  if (outcome === 'waiting') return waiting;
  if (deadlock) return `${operation} ✗ deadlock: ${deadlock.victim} is cancelled`;
  return `${waiting} ${shortReply(turn)}`.trim();
}
