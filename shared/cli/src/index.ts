export type { BreakResult, BrokenProtection, RaceThatComesBack } from './json/break.ts';
export type { PlayResult } from './json/play.ts';
export type { PredictResult } from './json/predict.ts';
export type {
  Cell,
  CheckResult,
  CourseMap,
  Environment,
  MappedRace,
  Picture,
  ProblemResult,
  ReplayResult,
  TestResult,
} from './json/results.ts';
export { type ExitCode, exitCodes } from './usage/exit-codes.ts';
