import { after, before } from 'node:test';
import { createDatabase, type Services, startServices } from '@workbook/services';
import {
  type Exploration,
  type ExploreOptions,
  explore,
  type JudgedRun,
  parseSchedule,
  replay,
} from '../../src/index.ts';
import { type SqlRace, SqlScenario } from './sql-scenario.ts';

/** A database of its own for the tests of the file that calls this. The url is there when they run. */
export function testDatabase(name: string): { readonly url: string } {
  let services: Services | undefined;
  const database = { url: '' };
  before(async () => {
    services = await startServices({ postgres: true });
    const { url } = services.postgres as { url: string };
    database.url = await createDatabase(url, `${name}_${process.pid}`);
  });
  after(() => services?.[Symbol.asyncDispose]());
  return database;
}

interface SqlOptions extends ExploreOptions {
  /** Told of every run that was judged, by its schedule: of the first one, twice. */
  readonly onRun?: (schedule: string) => void;
}

/** Explores the race on the server at `url`. */
export async function exploreSql(
  url: string,
  race: SqlRace,
  { onRun, ...options }: SqlOptions = {},
): Promise<Exploration> {
  await using scenario = await SqlScenario.open(url, race, onRun);
  return await explore(scenario, { postgresUrl: url, ...options });
}

/** Runs one schedule of the race on the server at `url`. */
export async function replaySql(url: string, race: SqlRace, schedule: string): Promise<JudgedRun> {
  await using scenario = await SqlScenario.open(url, race);
  return await replay(scenario, parseSchedule(schedule), { postgresUrl: url });
}
