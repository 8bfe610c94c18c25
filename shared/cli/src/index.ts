export type { BreakResult, BrokenProtection, RaceThatComesBack } from './json/break.ts';
export type { CheckedRace, CheckResult } from './json/check.ts';
export type { CrashesResult } from './json/crashes.ts';
export type { DiffResult, FileDifference, Hunk } from './json/diff.ts';
export type { DoctorResult, Finding } from './json/doctor.ts';
export type { Environment } from './json/environment.ts';
export type { Everywhere } from './json/everywhere.ts';
export type { HintResult } from './json/hint.ts';
export type { LessonResult } from './json/lesson.ts';
export type { Cell, CourseMap, MappedRace } from './json/map.ts';
export type { NextResult } from './json/next.ts';
export type { Picture, PictureLine, PictureParts } from './json/picture.ts';
export type { PlayResult } from './json/play.ts';
export type { PredictResult } from './json/predict.ts';
export type { ProblemResult } from './json/problem.ts';
export type {
  CheckedProofStep,
  Proof,
  ProofCheckResult,
  ProofResult,
  ProofVerdict,
  ProofVersions,
  ProvenStep,
  StepFinding,
} from './json/proof.ts';
export type { RaceVerdict } from './json/race-verdict.ts';
export type { ReplayResult } from './json/replay.ts';
export type { ResetResult } from './json/reset.ts';
export type { RestoreResult, SavedResult } from './json/saved.ts';
export type { SolutionResult } from './json/solution.ts';
export type { StartedStep, StartResult } from './json/start.ts';
export type { TaskVerdict } from './json/task-verdict.ts';
export type { TestResult } from './json/test.ts';
export { type ExitCode, exitCodes } from './usage/exit-codes.ts';
