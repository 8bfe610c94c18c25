import type { OpenScenario } from '../../src/index.ts';
import { type SqlRace, SqlScenario } from './sql-scenario.ts';

/** What may be sent to another process of a race: all but its functions. */
export type SentRace = Omit<SqlRace, 'violation'> & { readonly crashesIn?: string };

/** What the processes of a pool run: a race in which row 1 must not change. */
export const openScenario: OpenScenario<SentRace> = async (race, { postgresUrl = '' }) => {
  const database = new URL(postgresUrl).pathname.slice(1);
  if (race.crashesIn !== undefined && database.startsWith(race.crashesIn)) process.exit(3);
  return SqlScenario.open(postgresUrl, { ...race, violation: firstRowChanged });
};

/** Some ends must be wrong, so that it can be counted how many orders lead to them. */
export function firstRowChanged(stock: readonly Record<string, unknown>[]): string | undefined {
  return stock.some(({ id, amount }) => id === 1 && amount === 100)
    ? undefined
    : 'row 1 has changed';
}
