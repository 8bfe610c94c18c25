import type { OpenScenario } from '@workbook/explorer';
import { type SqlRace, SqlScenario } from '@workbook/explorer/test-support';
import { look, reset, type Work } from './cases.ts';

/** Makes the scenario in which each client sends its statements over a connection of its own. */
export const openScenario: OpenScenario<Work> = (work, { postgresUrl = '' }) =>
  openTable(work, postgresUrl);

/** The same for this process; `onRun` is told of every run's schedule. */
export function openTable(
  work: Work,
  url: string,
  onRun?: (schedule: string) => void,
): Promise<SqlScenario> {
  return SqlScenario.open(url, raceOf(work), onRun);
}

/** The table is there already: the bench has made one for each process. */
function raceOf({ clients, expected }: Work): SqlRace {
  return {
    schema: '',
    reset,
    clients,
    look,
    violation([row]) {
      const amount = row?.['amount'];
      if (expected === undefined || amount === expected) return undefined;
      return `${String(amount)} in stock instead of ${expected}`;
    },
  };
}
