import { ExplorerPool, explore, parseSchedule } from '@workbook/explorer';
import { createDatabase } from '@workbook/services';
import pg from 'pg';
import { type Case, cases, reductionCase, schema, type Work } from './cases.ts';
import { type RateFigures, type ReductionFigures, spreadOf } from './figures.ts';
import { type Isolationtester, rateOfIsolationtester, specificationOf } from './isolationtester.ts';
import { openTable } from './table-scenario.ts';

/** Where the bench runs: one server, and on it a database for each process and for isolationtester. */
export interface Bench {
  readonly pool: ExplorerPool<Work>;
  readonly url: string;
  readonly isolationtester: Isolationtester | undefined;
}

/** Makes the databases on the server at `serverUrl`, and starts the processes. */
export async function openBench(
  serverUrl: string,
  processes: number,
  isolationtester: Isolationtester | undefined,
): Promise<Bench> {
  const url = await tableOn(serverUrl, 'bench');
  const places: { postgresUrl: string }[] = [];
  for (let i = 1; i <= processes; i += 1)
    places.push({ postgresUrl: await tableOn(serverUrl, `bench_${i}`) });
  const module = new URL('table-scenario.ts', import.meta.url);
  // Node reads this package's TypeScript by itself.
  const pool = new ExplorerPool<Work>(module, places, { execArgv: [], oneCoreEach: true });
  return { pool, url, isolationtester };
}

async function tableOn(serverUrl: string, name: string): Promise<string> {
  const url = await createDatabase(serverUrl, `workbook_${name}`);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(schema);
  await client.end();
  return url;
}

/** Lets both sides do all schedules of every case, in turn, and this `rounds` times. */
export async function measureRates(
  { pool, url, isolationtester }: Bench,
  rounds: number,
  onRound: (round: number) => void = () => {},
): Promise<RateFigures[]> {
  const plans: { case: Case; schedules: string[]; explorer: number[]; other: number[] }[] = [];
  for (const one of cases)
    plans.push({ case: one, schedules: await feasible(one, url), explorer: [], other: [] });
  // The first round is for warming up both sides, and does not count.
  for (let round = 0; round <= rounds; round += 1) {
    for (const plan of plans) {
      const other =
        isolationtester &&
        (await rateOfIsolationtester(
          isolationtester,
          specificationOf(plan.case, plan.schedules),
          url,
        ));
      const explorer = await rateOfExplorer(pool, plan.case, plan.schedules.length);
      if (round === 0) continue;
      plan.explorer.push(explorer);
      if (other !== undefined) plan.other.push(other);
    }
    if (round > 0) onRound(round);
  }
  return plans.map(({ case: { name, target }, schedules, explorer, other }) => ({
    name,
    schedules: schedules.length,
    target,
    explorer: spreadOf(explorer),
    ...(isolationtester && {
      isolationtester: spreadOf(other),
      times: spreadOf(explorer.map((rate, i) => rate / (other[i] ?? Number.NaN))),
    }),
  }));
}

/** The orders that can happen, found by trying all; the clients' starts are not part of them. */
async function feasible(work: Work, url: string): Promise<string[]> {
  const schedules = new Set<string>();
  await using scenario = await openTable(work, url, (schedule) => schedules.add(schedule));
  const beginning = everybodyBegins(work);
  await explore(scenario, { postgresUrl: url, reduction: 'none', beginning });
  return Array.from(schedules, (schedule) => schedule.slice(beginning.length));
}

/** From the end of the first schedule to the end of the last, so that connecting does not count. */
async function rateOfExplorer(
  pool: ExplorerPool<Work>,
  work: Work,
  schedules: number,
): Promise<number> {
  let firstDoneMs = 0;
  const { run } = await pool.explore(work, {
    reduction: 'none',
    beginning: everybodyBegins(work),
    onProgress: () => {
      firstDoneMs ||= performance.now();
    },
  });
  if (run !== schedules)
    throw new Error(`the search has ${run} schedules, and isolationtester ${schedules}`);
  return ((run - 1) / (performance.now() - firstDoneMs)) * 1000;
}

/** Searches one case with reduction and without, in turn, `rounds` times. */
export async function measureReduction(
  { pool }: Bench,
  rounds: number,
  onRound: (round: number) => void = () => {},
): Promise<ReductionFigures> {
  const beginning = everybodyBegins(reductionCase);
  const timed = async (reduction: 'none' | 'sleep-sets') => {
    const startMs = performance.now();
    const { verdict, possible, run } = await pool.explore(reductionCase, { reduction, beginning });
    if (verdict !== 'prevented')
      throw new Error(`all orders must hold, and the verdict is ${verdict}`);
    return { possible, run, ms: performance.now() - startMs };
  };
  let [orders, reducedRuns] = [0, 0];
  const [full, reduced]: [number[], number[]] = [[], []];
  for (let round = 1; round <= rounds; round += 1) {
    const withReduction = await timed('sleep-sets');
    const without = await timed('none');
    if (withReduction.possible !== without.run)
      throw new Error(`${withReduction.possible} orders with reduction, ${without.run} without`);
    [orders, reducedRuns] = [without.run, withReduction.run];
    full.push(without.ms);
    reduced.push(withReduction.ms);
    onRound(round);
  }
  return {
    orders,
    reducedRuns,
    target: reductionCase.target,
    fullMs: spreadOf(full),
    reducedMs: spreadOf(reduced),
    times: spreadOf(full.map((ms, i) => ms / (reduced[i] ?? Number.NaN))),
  };
}

function everybodyBegins({ clients }: Work) {
  return parseSchedule(Object.keys(clients).join(''));
}
