import './check-node.ts';

export { createDatabase } from './create-database.ts';
export { compileCacheFolder } from './folders/cache-folder.ts';
export { makeRunFolder, type RunFolder } from './folders/make-run-folder.ts';
export { runsFolder } from './folders/runs-folder.ts';
export { type Inspection, inspectServices, type Ladder, type Rung } from './inspect-services.ts';
export { type FileReason, fileReasons, fileTrouble } from './model/file-reasons.ts';
export type {
  BreakableService,
  OnProgress,
  ServiceInfo,
  ServiceSource,
  Services,
} from './model/service-info.ts';
export { ServiceUnavailable } from './model/service-unavailable.ts';
export { redisDatabaseIn } from './redis/database-in.ts';
export { redisRefusalIn } from './redis/refusal.ts';
export { redisInstallHint } from './redis/start-redis.ts';
export { calledFrom, numberInEnvironment, runScript, ScriptError, wholeNumber } from './script.ts';
export { environmentFor, type ParentServices } from './source/settings.ts';
export { startBreakable } from './start-breakable.ts';
export { type ServiceOptions, type StartedServices, startServices } from './start-services.ts';
export { removeLeftovers } from './supervisor/leftovers.ts';
