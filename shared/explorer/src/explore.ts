import { NotReproducible } from './model/errors.ts';
import type { Exploration, Guide, Position } from './model/exploration.ts';
import type { JudgedRun, Scenario } from './model/scenario.ts';
import type { Move } from './model/schedule.ts';
import { checkOptions, checkSchedule } from './search/check-options.ts';
import { Executor } from './search/executor.ts';
import type { ExecutorOptions } from './search/executor-options.ts';
import { Search } from './search/search.ts';
import type { Service, ServiceClients, ServiceEnd } from './service/service.ts';
import { hasNoReset, openSubject } from './service/subject.ts';

/**
 * Runs the clients of a service in every order of their operations: by executing them again and again,
 * each time with a prefix of moves and then freely (stateless model checking; Godefroid, 1997), with
 * the fewest changes of client first (Musuvathi and Qadeer, 2007), leaving out equivalent orders by sleep
 * sets and, where an operation touches nothing, by a persistent set of that alone (both Godefroid, 1996).
 *
 * It makes the instances of the service, and has closed them when it returns. It is given a `Scenario`
 * in place of a service by a caller that prepares each run by itself.
 *
 * Throws `ExplorationError` when something outside the code under test is wrong, and
 * `NotReproducible` when the code under test does not do the same thing twice.
 */
export async function explore<
  Made,
  Clients extends ServiceClients<Awaited<Made>>,
  Looked = undefined,
>(
  service: Service<Made, Clients, Looked>,
  options?: ExecutorOptions,
): Promise<Exploration<ServiceEnd<Clients, Awaited<Looked>>>>;
/** The same for a scenario, which prepares each run by itself. */
export async function explore<Detail = undefined>(
  scenario: Scenario<Detail>,
  options?: ExecutorOptions,
): Promise<Exploration<Detail>>;
/** Takes either. */
export async function explore(subject: unknown, options: ExecutorOptions = {}): Promise<unknown> {
  return await withExecutor(subject, options, (executor) => new Search([executor], options).all());
}

/** Executes one schedule. Throws `NotReproducible` when it does not fit what is run. */
export async function replay<
  Made,
  Clients extends ServiceClients<Awaited<Made>>,
  Looked = undefined,
>(
  service: Service<Made, Clients, Looked>,
  schedule: readonly Move[],
  options?: ExecutorOptions,
): Promise<JudgedRun<ServiceEnd<Clients, Awaited<Looked>>>>;
/** The same for a scenario, which prepares each run by itself. */
export async function replay<Detail = undefined>(
  scenario: Scenario<Detail>,
  schedule: readonly Move[],
  options?: ExecutorOptions,
): Promise<JudgedRun<Detail>>;
/** Takes either. */
export async function replay(
  subject: unknown,
  schedule: readonly Move[],
  options: ExecutorOptions = {},
): Promise<unknown> {
  checkSchedule(schedule);
  return await withExecutor(subject, options, (executor) => executor.execute(schedule), asItComes);
}

/**
 * Executes one schedule after the other, and hands each run over when it is judged: `schedules` may decide by it which
 * comes next. Throws `NotReproducible` when one does not fit what is run.
 */
export async function* replayEach<Detail = undefined>(
  scenario: Scenario<Detail>,
  schedules: Iterable<readonly Move[]>,
  options: ExecutorOptions = {},
): AsyncGenerator<JudgedRun<Detail>, void, undefined> {
  checkOptions(options);
  await using executor = await Executor.open(scenario, { ...options, ...asItComes });
  for (const schedule of schedules) {
    checkSchedule(schedule);
    yield await executor.execute(schedule);
  }
}

/**
 * Executes a schedule and stops where it ends, for a caller that wants to choose what comes next; a `Guide` chooses while
 * it runs. Nothing has to be undone: a shorter schedule is executed from the beginning again.
 * Throws `NotReproducible` when the schedule does not fit what is run.
 */
export async function lookAt<
  Made,
  Clients extends ServiceClients<Awaited<Made>>,
  Looked = undefined,
>(
  service: Service<Made, Clients, Looked>,
  schedule: readonly Move[] | Guide,
  options?: ExecutorOptions,
): Promise<Position<ServiceEnd<Clients, Awaited<Looked>>>>;
/** The same for a scenario, which prepares each run by itself. */
export async function lookAt<Detail = undefined>(
  scenario: Scenario<Detail>,
  schedule: readonly Move[] | Guide,
  options?: ExecutorOptions,
): Promise<Position<Detail>>;
/** Takes either. */
export async function lookAt(
  subject: unknown,
  schedule: readonly Move[] | Guide,
  options: ExecutorOptions = {},
): Promise<unknown> {
  if (typeof schedule !== 'function') checkSchedule(schedule);
  const look = async (executor: Executor<unknown>) => {
    const { judged, next } = await executor.executeUpTo(schedule);
    return { turns: judged.turns, next, end: next.length === 0 ? judged : undefined };
  };
  return await withExecutor(subject, options, look, asItComes);
}

/** A run that is asked for is new, and what its turns touch is told as a search tells it that keeps all of its runs. */
const asItComes = { alwaysFresh: true, tellsWaitsApart: true } as const;

async function withExecutor<T>(
  subject: unknown,
  options: ExecutorOptions,
  work: (executor: Executor<unknown>) => Promise<T>,
  besides: ExecutorOptions = {},
): Promise<T> {
  checkOptions(options);
  await using scenario = openSubject(subject, options);
  await using executor = await Executor.open(scenario, { ...options, ...besides });
  try {
    return await work(executor);
  } catch (error) {
    if (error instanceof NotReproducible && hasNoReset(subject))
      throw new NotReproducible(
        `${error.message}: give the service a reset(), which brings what is stored to the same beginning before each run`,
        { cause: error },
      );
    throw error;
  }
}
