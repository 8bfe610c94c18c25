import './check-node.ts';

export { forgetCall, lastCallOf, rememberCalls, remembersCalls } from './control/call-sites.ts';
export { controlFiles } from './control/files/control-files.ts';
export { type AsyncLockClass, watchAsyncLock } from './control/locks/watch-async-lock.ts';
export { OwnConnections } from './control/own-connections.ts';
export { controlPostgres } from './control/postgres/control-postgres.ts';
export {
  clientOfSession,
  clientsInTransaction,
  openTransactionOf,
} from './control/postgres/controlled-session.ts';
export { controlRedis } from './control/redis/control-redis.ts';
export { yieldPoint } from './control/yield-point.ts';
export * from './explore.ts';
export { ExplorationError, NotInDeadlock, NotReproducible, Undecided } from './model/errors.ts';
export { type Escape, Escaped } from './model/escape.ts';
export * from './model/exploration.ts';
export type { Footprint, Mode, Use } from './model/footprint.ts';
export type {
  Operation,
  OperationKind,
  Reply,
  SentStatement,
  Session,
  SqlSummary,
  SqlVerb,
} from './model/operation.ts';
export type { ExploreOptions, StorageUrls } from './model/options.ts';
export type {
  ClientPlan,
  Ending,
  HistoryClock,
  InsideEvent,
  Repeating,
  RunRecord,
  Turn,
  Waiting,
} from './model/run-record.ts';
export * from './model/scenario.ts';
export * from './model/schedule.ts';
export { serverTroubleIn } from './model/server-trouble.ts';
export { ExplorerPool, type OpenScenario, type PoolOptions } from './pool/explorer-pool.ts';
export type { AtRest } from './run/run-options.ts';
export type { ExecutorOptions } from './search/executor-options.ts';
export * from './search/position-graph.ts';
export { leftUnhandled } from './search/wrong-ending.ts';
export type {
  Acceptable,
  AnswerOf,
  Request,
  Requests,
  Service,
  ServiceClient,
  ServiceClients,
  ServiceEnd,
  Violation,
} from './service/service.ts';
export { defineService, scenarioOf } from './service/subject.ts';
export { printSummary, summaryOf } from './service/summary.ts';
export { timelineOf } from './service/timeline.ts';
