import { expectAssignable, expectError, expectType } from 'tsd';
import {
  createDatabase,
  type ServiceInfo,
  type Services,
  ServiceUnavailable,
  startServices,
} from '../src/index.ts';

// What was asked for is there, and needs no check.
const both = await startServices({ postgres: true, redis: true });
expectType<ServiceInfo>(both.postgres);
expectType<ServiceInfo>(both.redis);
expectAssignable<Services>(both);
expectAssignable<AsyncDisposable>(both);

// What was not asked for, or perhaps not, may be missing.
const one = await startServices({ postgres: true });
expectType<ServiceInfo>(one.postgres);
expectType<ServiceInfo | undefined>(one.redis);
declare const wanted: boolean;
const perhaps = await startServices({ redis: wanted });
expectType<ServiceInfo | undefined>(perhaps.redis);

expectError(startServices());
expectError(startServices({ mysql: true }));
expectError(startServices({ postgres: 'yes' }));

expectType<string>(await createDatabase(one.postgres.url, 'accounts'));
expectError(createDatabase(one.postgres.url));

expectAssignable<Error>(new ServiceUnavailable('there is none'));
