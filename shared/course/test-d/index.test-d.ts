import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import {
  deposit,
  type Race,
  type RaceSpec,
  type Request,
  race,
  transfer,
  type VariantClaims,
  withdraw,
} from '../src/index.ts';

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

// What is claimed of a variant is a verdict, alone or with ways in which the race can end.
expectAssignable<VariantClaims>({
  'lost-update': 'prevented',
  overdraft: { verdict: 'possible', endings: ['A 200 ann 70'] },
});
expectNotAssignable<VariantClaims>({ 'lost-update': 'unlikely' });
expectNotAssignable<VariantClaims>({ 'lost-update': { endings: ['A 200 ann 70'] } });
