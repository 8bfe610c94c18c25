export type { BreakResult, BrokenProtection, RaceThatComesBack } from './break/results.ts';
export { type ExitCode, exitCodes } from './exit-codes.ts';
export type { PlayResult } from './play/results.ts';
export type { PredictResult } from './predict/results.ts';
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
} from './results.ts';
