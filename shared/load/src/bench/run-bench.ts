import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { type CourseStep, loadCourse } from '@workbook/course';
import { ScriptError, startServices } from '@workbook/services';
import type { CostReport } from '../cost/report.ts';
import type { BenchSize } from './cells.ts';
import { DatabaseWatch } from './database-watch.ts';
import { measureGrowth, measureLookUp } from './growth.ts';
import { type BothServices, type Lane, startLane, startLimits } from './lanes.ts';
import { measureCells, warmUp } from './measure-cells.ts';

/** Steps whose storage is in one process, or serves one process at a time: two make no sense. */
const onlyOneProcess = ['01', '02'];
/** How many each process with a database may hold. */
const connectionsOfProcess = 10;
/** What is kept for those who administer the server, and for what watches. */
const connectionsBeside = 5;

/** Serves all steps at once, and measures them in turn. */
export async function runBench(
  size: BenchSize,
  onProgress: (sentence: string) => void,
): Promise<CostReport> {
  const loadBefore = Number((loadavg()[0] ?? 0).toFixed(2));
  await using services = await startServices({ postgres: true, redis: true, onProgress });
  await using watch = await DatabaseWatch.open(services.postgres.url);
  const course = await loadCourse();
  const connectionsNeeded = connectionsFor(course);
  if ((await watch.maxConnections()) < connectionsNeeded)
    throw new ScriptError(
      `this PostgreSQL takes fewer than ${connectionsNeeded} connections, which all steps at once need: raise max_connections, or unset DATABASE_URL`,
    );
  onProgress('measuring how a deposit grows with the bank');
  const growth = await measureGrowth(size.accounts, services);
  onProgress('measuring how an owner is found as the bank grows');
  const lookUp = await measureLookUp(size.accounts, services);
  await using stack = new AsyncDisposableStack();
  const lanes = await startLanes(course, services, stack, onProgress);
  await warmUp(lanes, size);
  const figures = await measureCells(lanes, size, watch, (done, all) => {
    if (done % 50 === 0) onProgress(`measured ${done} of ${all} slices`);
  });
  return {
    format: 1,
    date: new Date().toISOString().slice(0, 10),
    machine: { ...machine(), loadBefore },
    versions: {
      node: process.versions.node,
      postgresql: services.postgres.version,
      redis: services.redis.version,
    },
    rounds: size.rounds,
    sliceMs: size.sliceMs,
    figures,
    growth,
    lookUp,
  };
}

/** How many connections all steps need at once, and the limits beside them. */
export function connectionsFor(course: readonly Pick<CourseStep, 'number' | 'needs'>[]): number {
  const processes = course
    .filter(({ needs }) => needs.includes('postgres'))
    .map(({ number }) => (onlyOneProcess.includes(number) ? 1 : 3));
  const sum = processes.reduce((all: number, one) => all + one, 1);
  return connectionsOfProcess * sum + connectionsBeside;
}

/** First all lanes of one process, then those of two. */
async function startLanes(
  course: readonly CourseStep[],
  services: BothServices,
  stack: AsyncDisposableStack,
  onProgress: (sentence: string) => void,
): Promise<Lane[]> {
  const lanes: Lane[] = [];
  for (const processes of [1, 2] as const) {
    for (const step of course) {
      if (processes === 2 && onlyOneProcess.includes(step.number)) continue;
      onProgress(`starting step ${step.number} in ${processes === 1 ? 'one process' : 'two'}`);
      lanes.push(await startLane(step, processes, services, stack));
    }
    if (processes === 2) continue;
    lanes.push(...(await startLimits(services, stack)));
  }
  return lanes;
}

function machine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release().split('-')[0]}`,
  };
}
