export type { Behaviour, Finding } from './behaviours/behaviour.ts';
export { behaviours } from './behaviours/index.ts';
export { type CrashMatrix, type CrashPoint, crashMatrix } from './cache-protocols/crash-matrix.ts';
export { crashesTable, crashTable, pausesTable } from './cache-protocols/crash-table.ts';
export {
  type Protocol,
  protocolOfStep,
  studiedProtocols,
} from './cache-protocols/protocols.ts';
export { type ChangedStep, variantOf, withoutProtection } from './judging/changed-step.ts';
export {
  exploreOptions,
  type JudgeOptions,
  judge,
  type Report,
  replayRace,
  takeControl,
} from './judging/judge.ts';
export { lookAtRace, type RacePosition } from './judging/look-at-race.ts';
export type { RaceRecord, RecordedEvent, RecordedPosition } from './judging/record.ts';
export { type Kept, keptInMemory } from './memory/kept-in-memory.ts';
export type { Judges } from './testing/test-judges.ts';
export { shortOperation, shortReply } from './timeline/short-operation.ts';
export {
  changesSomething,
  linesOf,
  placeShown,
  type SourceLine,
  type Timeline,
  type TimelineLine,
  type TimelineOptions,
  type TurnLine,
  timeline,
} from './timeline/timeline.ts';
export { timelineColumns, timelineText } from './timeline/timeline-text.ts';
export { type OneAtATime, oneAtATime } from './verdict/explanation.ts';
export {
  type Answer,
  byClient,
  type Exchange,
  shortAccount,
  shortAnswer,
} from './verdict/history.ts';
export type { RaceDetail } from './verdict/race-detail.ts';
export { refuseBrokenGrammar } from './workers/check-grammar.ts';
export { judgesSideBySide, startServicesFor } from './workers/how-many.ts';
export { type FailureKind, JobFailed, type Progress } from './workers/job.ts';
export { JudgePool, type PoolOptions } from './workers/judge-pool.ts';
export { CannotLoad, loadStep } from './world/load-step.ts';
export type { Stored } from './world/look/stored.ts';
export { SetUpFailed } from './world/set-up-failed.ts';
export type { OwnStorageUrls } from './world/storage.ts';
