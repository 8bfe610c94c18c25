import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import {
  type CheckResult,
  type CourseMap,
  type ExitCode,
  exitCodes,
  type ProblemResult,
  type ReplayResult,
} from '../src/index.ts';

declare const map: CourseMap;
expectType<1>(map.format);
const cell = map.races[0]?.cells[0];
expectType<'prevented' | 'possible' | 'inconclusive' | undefined>(cell?.verdict);
expectType<string | null | undefined>(cell?.shortestFailingSchedule);
expectError(map.races.push());

declare const check: CheckResult;
expectType<'green' | 'red' | 'inconclusive'>(check.verdict);
expectAssignable<ExitCode>(exitCodes[check.verdict]);
expectNotAssignable<ExitCode>(4);

declare const replay: ReplayResult;
expectType<string | null>(replay.violation);

expectAssignable<ProblemResult>({ error: { kind: 'cannot-load', message: 'x' } });
expectNotAssignable<ProblemResult>({ error: 'x' });
