import { OwnConnections } from '../control/own-connections.ts';
import { ExplorationError } from '../model/errors.ts';
import type { Fault } from '../model/schedule.ts';
import type { ExecutorOptions } from './executor-options.ts';
import {
  areAmong,
  asGiven,
  checkMembers,
  isBoolean,
  isCount,
  isFunction,
  isMs,
  isObject,
  isOneOf,
  type Rule,
} from './known-names.ts';

/** Throws `ExplorationError` when an option has a name that does not exist, or a value that it cannot have. */
export function checkOptions(options: unknown): void {
  if (!isObject[0](options))
    throw new ExplorationError(`options must be an object, and are ${asGiven(options)}`);
  checkMembers(options as object, rules, (name) => `the option ${name}`);
}

/** Throws `ExplorationError` when what is to be executed is no list of moves. */
export function checkSchedule(schedule: unknown): void {
  if (isMoves[0](schedule)) return;
  const what =
    typeof schedule === 'string'
      ? `give parseSchedule(${asGiven(schedule)})`
      : 'give what parseSchedule() returns';
  throw new ExplorationError(
    `a schedule must be ${isMoves[1]}, and is ${asGiven(schedule)}: ${what}`,
  );
}

/** Throws `ExplorationError` when a fault is to strike at the moves of a client that there is not. */
export function checkFaultsOf(
  { faultsOf = [] }: Pick<ExecutorOptions, 'faultsOf'>,
  clients: readonly { readonly name: string }[],
): void {
  const names = clients.map(({ name }) => name);
  const unknown = faultsOf.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new ExplorationError(
      `the option faultsOf names a client ${unknown} that does not exist: there are ${names.join(', ')}`,
    );
}

const isMoves: Rule = [
  (value) => Array.isArray(value) && value.every((move) => typeof move?.client === 'string'),
  'a list of moves',
];

const isPostgresUrl: Rule = [
  (value) => typeof value === 'string' && /^(?:postgres(?:ql)?:|socket:|\/)/.test(value),
  'a url such as postgres://user:password@localhost:5432/database',
];

const isRedisUrl: Rule = [
  (value) => typeof value === 'string' && /^(?:rediss?|unix):/.test(value) && URL.canParse(value),
  'a url such as redis://localhost:6379/0',
];

const faults: Readonly<Record<Fault, true>> = {
  'crash-before': true,
  'crash-after': true,
  'crash-half': true,
  pause: true,
  'late-reply': true,
  'redis-away': true,
  'redis-failover': true,
  'time-passes': true,
};

const rules: Readonly<Record<keyof ExecutorOptions, Rule>> = {
  postgresUrl: isPostgresUrl,
  redisUrl: isRedisUrl,
  mayEscape: [isFunction[0], 'a function that is asked of each escape, such as () => true'],
  reduction: isOneOf('sleep-sets', 'none'),
  beginning: [isMoves[0], 'a list of moves, which parseSchedule() makes of a text'],
  stopAtFirst: isBoolean,
  maxRuns: isCount,
  goOnFrom: isObject,
  enoughRuns: isCount,
  scenarioTimeoutMs: isMs,
  enoughChanges: isCount,
  maxTurns: isCount,
  faults: areAmong(Object.keys(faults)),
  faultsOf: [
    (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
    'a list of names of clients',
  ],
  pauseMs: isMs,
  setUpAgeMs: isMs,
  patientTimers: [
    (value) => typeof value === 'boolean' || value === 'short',
    'true, false or "short"',
  ],
  tellsWaitsApart: isBoolean,
  executesAll: isBoolean,
  keepsRuns: isBoolean,
  knows: isObject,
  onRest: isFunction,
  alwaysFresh: isBoolean,
  leaveToServer: isBoolean,
  connections: [(value) => value instanceof OwnConnections, 'an OwnConnections'],
  triedParts: [(value) => value instanceof Set, 'a Set'],
  onProgress: isFunction,
  replyTimeoutMs: isMs,
};
