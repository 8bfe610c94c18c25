import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import {
  type Answer,
  type CourseStep,
  deposit,
  type Exchange,
  type FailureKind,
  JobFailed,
  loadStep,
  picture,
  type Race,
  type RaceSpec,
  type Report,
  type Request,
  race,
  type StepModule,
  transfer,
  type VariantClaims,
  withdraw,
} from '../src/index.ts';
import { summary, testClaims } from '../src/testing.ts';

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

// A race is written out in full, and gets its id from its name.
expectType<Race>(race('lost update', spec));
expectType<string>(race('lost update', spec).id);
expectError(race(spec));
expectError(race('lost update', { ...spec, question: undefined }));
expectError(race('lost update', { ...spec, clients: { A: 'withdraw' } }));
expectError(race('lost update', { ...spec, faults: ['fire'] }));
expectAssignable<RaceSpec>(spec);
expectNotAssignable<Race>(spec);

// Requests name accounts by their owners, and amounts are numbers.
expectType<Request>(transfer('ann', 'bob', 5));
expectError(transfer('ann', 5));
expectError(withdraw(1, 5));
expectError(deposit('ann', '5'));

// An answer may not have come.
expectType<Answer | undefined>(exchange.answer);

// Without a verdict there is a reason.
expectType<'prevented' | 'possible' | 'inconclusive'>(report.exploration.verdict);
expectType<string>(summary(report));
expectType<FailureKind>(new JobFailed('endless', 'it never ends').kind);
expectError(new JobFailed('tired', 'it sleeps'));

expectType<Promise<StepModule>>(loadStep('accounts.ts', '0.1'));
expectError(loadStep('accounts.ts'));
expectError(picture(race('lost update', spec), report));
expectType<Promise<void>>(testClaims(step, [step]));
expectError(testClaims('06', [step]));

// What is claimed of a variant is a verdict, alone or with ways in which the race can end.
expectAssignable<VariantClaims>({
  'lost-update': 'prevented',
  overdraft: { verdict: 'possible', endings: ['A 200 ann 70'] },
});
expectNotAssignable<VariantClaims>({ 'lost-update': 'unlikely' });
expectNotAssignable<VariantClaims>({ 'lost-update': { endings: ['A 200 ann 70'] } });
