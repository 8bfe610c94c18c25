export { type Caller, callersOf, someShareAnInstance } from './callers.ts';
export {
  fileBefore,
  findRace,
  judgedRaces,
  loadCourse,
  promisedRaces,
  promisesAt,
  promisesIn,
  startingFile,
} from './course.ts';
export type { CourseStep } from './course-step.ts';
export { attemptFolder, homeFolder, projectFolder } from './folders.ts';
export { type Hint, loadHints, type Prediction, type StepHints } from './hints.ts';
export { allRaces, lineOf, type Part, partsOf, racesMappedOn, stepBefore } from './line.ts';
export { promiseHint } from './promise-hint.ts';
export { alone, oneAfterTheOther, simplePromises } from './promises.ts';
export { loadProtections, type Protection } from './protections.ts';
export * from './race.ts';
export { type Replacement, replacedIn } from './replacement.ts';
export * from './requests.ts';
export * from './rules.ts';
export { loadSessions, type SessionStatement, type Sessions } from './sessions.ts';
export type { StepModule } from './step-module.ts';
export { type CourseTask, loadTasks, type Task, writtenTasks } from './tasks.ts';
export { besideAttempt, finishReplacement, type LeftoverKind } from './unfinished-replacement.ts';
export {
  loadVariants,
  type StepVariants,
  type Variant,
  type VariantClaim,
  type VariantClaims,
} from './variants.ts';
