export { type ChangedStep, type Replacement, replacedIn } from './changed-step.ts';
export * from './course.ts';
export { type CrashMatrix, type CrashPoint, crashMatrix } from './crashes/crash-matrix.ts';
export { crashTable } from './crashes/crash-table.ts';
export {
  type CrashPlace,
  type Protocol,
  protocolOfStep,
  studiedProtocols,
} from './crashes/protocols.ts';
export { type Answer, type Exchange, shortAnswer } from './history.ts';
export { type FailureKind, JobFailed, type Progress } from './job.ts';
export * from './judge.ts';
export { judgesSideBySide, startServicesFor } from './judges.ts';
export { CannotLoad, loadStep, type StepModule } from './load-step.ts';
export { type PictureOptions, picture } from './picture.ts';
export { JudgePool, type PoolOptions } from './pool.ts';
export { loadProtections, type Protection, withoutProtection } from './protections.ts';
export * from './race.ts';
export { redisDatabaseIn } from './redis-snapshot.ts';
export * from './requests.ts';
export { SetUpFailed } from './set-up-failed.ts';
export { shortOperation } from './short-operation.ts';
export type { Place } from './storage.ts';
export type { Judges } from './test-judges.ts';
export { besideAttempt, finishReplacement, type LeftoverKind } from './unfinished-replacement.ts';
export {
  loadVariants,
  type StepVariants,
  type Variant,
  type VariantClaim,
  type VariantClaims,
  variantOf,
} from './variants.ts';
export type { RaceDetail } from './world.ts';
