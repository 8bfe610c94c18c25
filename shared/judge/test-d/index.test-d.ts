import { type CourseStep, deposit, race, type StepModule, withdraw } from '@workbook/course';
import { expectError, expectType } from 'tsd';
import {
  type Answer,
  type Exchange,
  type FailureKind,
  JobFailed,
  loadStep,
  type Report,
  type Timeline,
  timeline,
  timelineText,
} from '../src/index.ts';
import { summary, testClaims } from '../src/testing/index.ts';

declare const report: Report;
declare const step: CourseStep;
declare const exchange: Exchange;

const spec = {
  anomaly: 'lost update',
  question: 'Do both count?',
  accounts: { ann: 100 },
  instances: 2,
  clients: { A: withdraw('ann', 30), B: [deposit('ann', 50), withdraw('ann', 1)] },
} as const;

// An answer may not have come.
expectType<Answer | undefined>(exchange.answer);

// Without a verdict there is a reason.
expectType<'prevented' | 'possible' | 'inconclusive'>(report.exploration.verdict);
expectType<string>(summary(report));
expectType<FailureKind>(new JobFailed('endless', 'it never ends').kind);
expectError(new JobFailed('tired', 'it sleeps'));

expectType<Promise<StepModule>>(loadStep('accounts.ts', '0.1'));
expectError(loadStep('accounts.ts'));
expectError(timeline(race('lost update', spec), report));
declare const parts: Timeline;
expectType<string>(timelineText(parts));
expectError(timelineText(report));
expectType<Promise<void>>(testClaims(step, [step]));
expectError(testClaims('06', [step]));
