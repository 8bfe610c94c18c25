export { lastCallOf, rememberCalls } from './call-sites.ts';
export {
  type Actor,
  currentActor,
  runAs,
  uncontrolled,
  yieldPoint,
} from './control.ts';
export { ExplorationError, NotReproducible } from './exploration-error.ts';
export * from './explore.ts';
export { ExplorerPool, type OpenScenario } from './explorer-pool.ts';
export { controlFiles } from './files.ts';
export type { Footprint, Mode, Use } from './footprint.ts';
export type { Operation, OperationKind, Reply, Session } from './operation.ts';
export type { Place } from './pool-messages.ts';
export { controlPostgres, openTransactionOf } from './postgres.ts';
export { controlRedis, redisConnection } from './redis.ts';
export { type ClientPlan, type Ending, NotInDeadlock, type Step, type Waiting } from './run.ts';
export * from './scenario.ts';
export * from './schedule.ts';
