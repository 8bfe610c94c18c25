export { compileCacheFolder } from './cache-folder.ts';
export { createDatabase } from './create-database.ts';
export { type Inspection, inspectServices, type Ladder, type Rung } from './inspect-services.ts';
export { redisDatabaseIn } from './redis/database-in.ts';
export { redisRefusalIn } from './redis/refusal.ts';
export { removeLeftovers } from './run-folder/leftovers.ts';
export { makeRunFolder, type RunFolder } from './run-folder/make-run-folder.ts';
export { runsFolder } from './runs-folder.ts';
export { calledFrom, runScript, ScriptError, wholeNumber } from './script.ts';
export type {
  BreakableService,
  OnProgress,
  ServiceInfo,
  ServiceSource,
  Services,
} from './service-info.ts';
export { ServiceUnavailable } from './service-unavailable.ts';
export { environmentFor, type ParentServices } from './settings.ts';
export { startBreakable } from './start-breakable.ts';
export { type ServiceOptions, type StartedServices, startServices } from './start-services.ts';
