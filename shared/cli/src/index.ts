export { type ExitCode, exitCodes } from './exit-codes.ts';
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
