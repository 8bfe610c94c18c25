import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import {
  type CheckResult,
  type CourseMap,
  type ExitCode,
  exitCodes,
  type ProblemResult,
  type Proof,
  type ProofCheckResult,
  type ProofVerdict,
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
expectType<number | null>(check.probablyGreenMs);
expectAssignable<ExitCode>(exitCodes[check.verdict]);
expectNotAssignable<ExitCode>(4);

declare const replay: ReplayResult;
expectType<string | null>(replay.violation);

expectAssignable<ProblemResult>({
  format: 1,
  environment: { node: '24.0.0' },
  error: { kind: 'cannot-load', message: 'x' },
  durationMs: 1,
});
expectNotAssignable<ProblemResult>({ error: 'x' });

declare const proof: Proof;
expectType<1>(proof.format);
expectType<'workbook-proof'>(proof.kind);
expectType<string | undefined>(proof.steps[0]?.files['accounts.ts']);
expectType<ProofVerdict | undefined>(proof.steps[0]?.verdict);
expectType<string | null>(proof.versions.redis);
expectError(proof.steps.push());

declare const checked: ProofCheckResult;
expectType<boolean>(checked.ok);
expectAssignable<ExitCode | undefined>(
  checked.steps[0] && exitCodes[checked.steps[0].found.verdict],
);
expectType<string | undefined>(checked.steps[0]?.found.failing?.schedule);
