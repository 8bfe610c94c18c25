export { forgetCall, lastCallOf, rememberCalls, remembersCalls } from './control/call-sites.ts';
export { controlFiles } from './control/files/control-files.ts';
export {
  clientsInTransaction,
  controlPostgres,
  openTransactionOf,
} from './control/postgres/control-postgres.ts';
export { controlRedis, redisConnection } from './control/redis/control-redis.ts';
export { yieldPoint } from './control/yield-point.ts';
export * from './explore.ts';
export { ExplorationError, NotInDeadlock, NotReproducible } from './model/errors.ts';
export * from './model/exploration.ts';
export type { Footprint, Mode, Use } from './model/footprint.ts';
export type { Operation, OperationKind, Reply, Session } from './model/operation.ts';
export type { ExploreOptions, StorageUrls } from './model/options.ts';
export type { ClientPlan, Ending, Turn, Waiting } from './model/run-record.ts';
export * from './model/scenario.ts';
export * from './model/schedule.ts';
export { ExplorerPool, type OpenScenario, type PoolOptions } from './pool/explorer-pool.ts';
