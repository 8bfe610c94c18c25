import type { Race } from '@workbook/course';
import type { Turn } from '@workbook/explorer';
import { SetUpFailed } from './set-up-failed.ts';

/** What asks PostgreSQL for the time, or for the date. */
const asksForTheTime =
  /\b(?:(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(|current_(?:timestamp|date|time)\b|localtime(?:stamp)?\b)/i;

/** What a database does by itself: the defaults of its columns, and the functions that were added to it. */
export interface OwnCode {
  readonly defaults: readonly Default[];
  readonly functions: readonly { readonly name: string; readonly text: string }[];
}

interface Default {
  readonly table: string;
  readonly column: string;
  readonly text: string;
}

/** What is known of a turn. */
type Asked = Pick<Turn, 'kind' | 'text' | 'reply'>;

/**
 * Throws `SetUpFailed` when a race lets hours pass, and its clients have asked PostgreSQL for the time: for that
 * server no time has passed, so that what they do then says nothing about the code. A column that PostgreSQL fills with
 * the time counts where a client looks at it; one that is only written does not.
 */
export function checkClock(
  race: Race,
  turns: readonly Asked[],
  { defaults, functions }: OwnCode = { defaults: [], functions: [] },
): void {
  if (!letsTimePass(race)) return;
  const statements = turns.filter(({ kind }) => kind === 'sql');
  const telling = functions.filter(({ text }) => asksForTheTime.test(text));
  for (const { text } of statements) {
    const [asked] = asksForTheTime.exec(text) ?? [];
    if (asked) refuse(`the code asks PostgreSQL for the time, by ${shortened(asked)}`);
    const called = telling.find(({ name }) => names(text, name));
    if (called)
      refuse(`the code asks PostgreSQL for the time, by its own function ${called.name}()`);
  }
  for (const one of defaults) {
    const [asked] = asksForTheTime.exec(one.text) ?? [];
    if (asked && isFilled(one, statements) && isLookedAt(one, statements))
      refuse(
        `the column ${one.column} of the table ${one.table} has the time of PostgreSQL, by ${shortened(asked)}`,
      );
  }
}

function refuse(why: string): never {
  throw new SetUpFailed(
    `this race lets hours pass, and ${why}: no run can move that clock, so take the time from Date`,
  );
}

/** `now()`, or `current_date`. */
const shortened = (asked: string) => asked.replace(/\s*\($/, '()');

const names = (text: string, name: string) => new RegExp(`\\b${name}\\b`).test(text);

/** Whether some row may have the default: as far as is seen, no statement gives the value itself. */
function isFilled({ table, column }: Default, statements: readonly Asked[]): boolean {
  const inserts = statements.filter(
    ({ text }) => /\binsert\s+into\b/i.test(text) && names(text, table),
  );
  return inserts.length === 0 || inserts.some(({ text }) => !names(text, column));
}

/** Whether a statement names the column, or a client is told what it holds. */
function isLookedAt({ column }: Default, statements: readonly Asked[]): boolean {
  return statements.some(
    ({ text, reply }) =>
      names(text, column) || reply?.rows?.some((row) => Object.hasOwn(row, column)),
  );
}

/** Whether hours pass in a race, or before it. */
export function letsTimePass({ beforeMs = 0, clients }: Race): boolean {
  return (
    beforeMs > 0 ||
    Object.values(clients)
      .flat()
      .some(({ waitsMs = 0 }) => waitsMs > 0)
  );
}
