export { type Actor, currentActor, runAs, uncontrolled, yieldPoint } from './control.ts';
export * from './explore.ts';
export { controlFiles } from './files.ts';
export type { Footprint, Mode, Use } from './footprint.ts';
export type { Operation, OperationKind, Reply, Session } from './operation.ts';
export { controlPostgres } from './postgres.ts';
export { controlRedis } from './redis.ts';
export { type ClientPlan, type Ending, ExplorationError, type Step, type Waiting } from './run.ts';
export * from './schedule.ts';
