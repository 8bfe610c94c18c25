import assert from 'node:assert/strict';
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

const stack = new AsyncDisposableStack();
let server: Promise<string> | undefined;
after(() => stack.disposeAsync());

/** The url of a server for all test files of this process: it starts when the first one asks. */
export function testServer(): Promise<string> {
  server ??= startServices({ postgres: true }).then((services) => urlOf(stack.use(services)));
  return server;
}

/** A database of its own for the tests of the caller. The url is there when they run. */
export function testDatabase(name: string): { readonly url: string } {
  const database = { url: '' };
  before(async () => {
    database.url = await createDatabase(await testServer(), `${name}_${process.pid}`);
  });
  return database;
}

/** The url of the PostgreSQL that was started. */
export function urlOf({ postgres }: Services): string {
  assert.ok(postgres);
  return postgres.url;
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
