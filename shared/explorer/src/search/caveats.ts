import { lockedBy, meet } from '../model/footprint.ts';
import type { RunRecord, Turn } from '../model/run-record.ts';

/**
 * What a run leaves untried, although it may matter: a statement that goes through several rows is one
 * turn, and PostgreSQL meets the rows in an order of its own. That matters where another client locks
 * more than one of them, too.
 */
export function caveatsOf({ turns }: Pick<RunRecord, 'turns'>): string[] {
  const found = turns.filter(
    (turn) => turn.sql?.goesThroughRows && clientsBeside(turn, turns).some(locksSeveral),
  );
  return [...new Set(found.map(({ text }) => text))].map(
    (text) =>
      `one statement goes through several rows: ${text}; PostgreSQL meets them in an order of its own, and no other order was tried`,
  );
}

/** The turns of each other client that lock what this turn locks. */
function clientsBeside(turn: Turn, turns: readonly Turn[]): (readonly Turn[])[] {
  const locked = lockedBy(turn.footprint);
  const meeting = turns.filter(
    ({ client, sql, footprint }) =>
      sql && client !== turn.client && meet(lockedBy(footprint), locked),
  );
  return [...Map.groupBy(meeting, ({ client }) => client).values()];
}

/** Whether a client locks more than one row, as far as can be told. */
function locksSeveral(turns: readonly Turn[]): boolean {
  const changes = turns.filter(({ sql }) => sql?.locksRows || changing.has(sql?.verb ?? ''));
  const rows = new Set(changes.map(({ sql, text }) => `${sql?.tables.join()} ${sql?.row ?? text}`));
  return rows.size > 1 || changes.some(({ sql }) => sql?.goesThroughRows);
}

const changing = new Set(['insert', 'update', 'delete', 'lock']);
