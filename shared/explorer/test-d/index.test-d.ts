import { Redis } from 'ioredis';
import pg from 'pg';
import postgres from 'postgres';
import * as redis from 'redis';
import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import {
  type Acceptable,
  type ClientPlan,
  controlPostgres,
  controlRedis,
  type Ending,
  type Escape,
  type Exploration,
  type ExplorationError,
  type ExploreOptions,
  ExplorerPool,
  explore,
  type Footprint,
  formatSchedule,
  type JudgedRun,
  type Judgement,
  type Move,
  NotReproducible,
  type OpenScenario,
  type PoolOptions,
  parseSchedule,
  replay,
  type Scenario,
  type SqlVerb,
  type Turn,
  type Unfinished,
  yieldPoint,
} from '../src/index.ts';

declare const scenario: Scenario;
declare const exploration: Exploration;
declare const ending: Ending;

// A scenario in, a verdict out; options are optional, and only those that exist.
expectType<Promise<Exploration>>(explore(scenario));
expectType<Promise<Exploration>>(explore(scenario, { reduction: 'none', maxRuns: 5 }));
expectType<Unfinished | undefined>((await explore(scenario)).unfinished);
expectType<Promise<Exploration>>(explore(scenario, { goOnFrom: { run: 5 }, executesAll: true }));
expectError(explore());
expectError(explore(scenario, { reduction: 'some' }));
expectError(explore(scenario, { faults: ['fire'] }));
expectAssignable<ExploreOptions>({});

// There are three verdicts; what fails may be absent.
expectType<'prevented' | 'possible' | 'inconclusive'>(exploration.verdict);
expectType<JudgedRun | undefined>(exploration.first);
expectError(() => {
  exploration.possible = 1;
});

// A schedule is text for people and moves for replay.
expectType<Move[]>(parseSchedule('AB'));
expectType<string>(formatSchedule([{ client: 'A', fault: 'pause' }]));
expectError(formatSchedule('AB'));
expectError(formatSchedule([{ client: 'A', fault: 'none' }]));
expectType<Promise<JudgedRun>>(replay(scenario, parseSchedule('AB')));
expectError(replay(scenario, 'AB'));

// A client says who it is, and where it runs.
expectAssignable<ClientPlan>({ name: 'A', instance: 0, label: 'buys', run: async () => {} });
expectNotAssignable<ClientPlan>({ name: 'A', label: 'buys', run: async () => {} });
expectNotAssignable<ClientPlan>({ name: 'A', instance: 0, label: 'buys', run: () => {} });

// An ending tells which clients wait only where one does.
if (ending.kind === 'stuck') expectType<string[]>(ending.waiting.map(({ client }) => client));
expectError(ending.waiting);

// What a judgement carries along comes back with the run; without it, there is nothing to leave out.
declare const detailed: Scenario<{ readonly left: number }>;
expectType<Promise<number | undefined>>(explore(detailed).then(({ first }) => first?.detail.left));
expectType<number>((await replay(detailed, [])).detail.left);
expectType<undefined>((await replay(scenario, [])).detail);
expectAssignable<Judgement>({ outcome: '1 left' });
expectNotAssignable<Judgement<number>>({ outcome: '1 left' });
expectAssignable<Judgement<number>>({ outcome: '1 left', detail: 1 });

// A turn says what its statement says, where it is one.
declare const turn: Turn;
expectType<SqlVerb | undefined>(turn.sql?.verb);
expectType<readonly string[] | undefined>(turn.sql?.tables);

// A yield point answers what the call answers.
expectType<Promise<number>>(yieldPoint('a call', async () => 1));
expectError(yieldPoint(async () => 1));

expectAssignable<Footprint>('everything');
expectNotAssignable<Footprint>('nothing');
expectAssignable<ExplorationError>(new NotReproducible('twice'));

// A pool explores what its module makes a scenario of; what is told to a process cannot be a function.
const pool = new ExplorerPool<{ stock: number }>(new URL('file:///shop.ts'), [{ postgresUrl: '' }]);
expectType<Promise<Exploration>>(pool.explore({ stock: 2 }));
expectType<Promise<Exploration>>(pool.explore({ stock: 2 }, { beginning: parseSchedule('AB') }));
expectError(pool.explore({ stock: 'two' }));
expectError(pool.explore({ stock: 2 }, { postgresUrl: '' }));
expectAssignable<OpenScenario<number>>(async () => scenario);
expectError(new ExplorerPool('shop.ts', []));
expectAssignable<PoolOptions>({ execArgv: [], oneCoreEach: true });
expectNotAssignable<PoolOptions>({ oneCoreEach: 1 });

// Each driver is handed over as a service imports it.
controlPostgres(pg);
controlPostgres(postgres);
controlRedis(redis);
controlRedis(Redis);
expectError(controlPostgres('pg'));
expectError(controlRedis(pg));

// What a judge accepts, and what may escape, is said in so many words.
expectAssignable<Judgement>({ outcome: '', accepts: ['stuck', 'rejected', 'idle'] });
expectNotAssignable<Judgement>({ outcome: '', accepts: ['failed'] });
expectAssignable<readonly Acceptable[]>(['idle']);
expectAssignable<ExploreOptions>({
  mayEscape: ({ what }: Escape) => what.startsWith('sends a datagram'),
});
