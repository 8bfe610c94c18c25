import type { Race } from '@workbook/course';
import type { Turn } from '@workbook/explorer';
import { SetUpFailed } from './set-up-failed.ts';

/** What asks PostgreSQL for the time, or for the date. */
const asksForTheTime =
  /\b(?:(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(|current_(?:timestamp|date|time)\b|localtime(?:stamp)?\b)/i;

/**
 * Throws `SetUpFailed` when a race lets hours pass, and its clients have asked PostgreSQL for the time: for that
 * server no time has passed, so that what they do then says nothing about the code.
 */
export function checkClock(race: Race, turns: readonly Pick<Turn, 'kind' | 'text'>[]): void {
  if (!letsTimePass(race)) return;
  const asking = turns.find(({ kind, text }) => kind === 'sql' && asksForTheTime.test(text));
  if (!asking) return;
  const [asked] = asksForTheTime.exec(asking.text) ?? [];
  throw new SetUpFailed(
    `this race lets hours pass, and the code asks PostgreSQL for the time, by ${asked?.replace(/\s*\($/, '()')}: no run can move that clock, so take the time from Date`,
  );
}

function letsTimePass({ beforeMs = 0, clients }: Race): boolean {
  return (
    beforeMs > 0 ||
    Object.values(clients)
      .flat()
      .some(({ waitsMs = 0 }) => waitsMs > 0)
  );
}
