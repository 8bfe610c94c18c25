import type { Accounts, VersionedAccounts } from '@workbook/domain';
import type Koa from 'koa';
import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import {
  CannotListen,
  createApp,
  type Listening,
  listen,
  type ProblemCode,
  type ProblemDetails,
  serveUntilSignal,
} from '../src/index.ts';

declare const accounts: Accounts;
declare const versioned: VersionedAccounts;
declare const app: Koa;
declare const disposable: AsyncDisposable;
declare const problem: ProblemDetails;

// createApp takes any accounts, with versions or without, and a reporter that may ignore the request.
expectType<Koa>(createApp(accounts));
expectType<Koa>(createApp(versioned));
expectType<Koa>(createApp(accounts, { onDefect: (error: unknown) => void error }));
expectType<Koa>(
  createApp(accounts, {
    onDefect(error, request) {
      expectType<unknown>(error);
      expectType<{ method: string; url: string }>(request);
    },
  }),
);
expectError(createApp());
expectError(createApp({ ...accounts, transfer: undefined }));
expectError(createApp(accounts, { onDefect: 'console' }));
expectError(createApp(accounts, { onError: () => {} }));

// listen needs a port, and hands out where it listens and how to stop.
expectType<Promise<Listening>>(listen(app, { port: 0 }));
expectType<Promise<Listening>>(listen(app, { port: 0, host: '::1', graceMs: 500 }));
expectError(listen(app));
expectError(listen(app, {}));
expectType<Promise<Listening>>(listen(app, { port: '3000' }));
expectError(listen(app, { port: true }));
expectError(listen(accounts, { port: 0 }));
declare const listening: Listening;
expectType<string>(listening.url);
expectError(() => {
  listening.url = 'http://elsewhere';
});
expectType<Promise<void>>(listening.close());
expectAssignable<Error>(new CannotListen('the port is taken'));

// serveUntilSignal disposes asynchronously, in order.
expectType<Promise<void>>(serveUntilSignal(app, { port: 3000 }));
expectType<Promise<void>>(serveUntilSignal(app, { port: 3000, dispose: [disposable] }));
expectError(serveUntilSignal(app, { dispose: [disposable] }));
expectError(serveUntilSignal(app, { port: 3000, dispose: disposable }));
expectError(serveUntilSignal(app, { port: 3000, dispose: [() => {}] }));

// Problems have a code out of a closed list: the domain's and the app's own.
expectType<ProblemCode>(problem.code);
expectAssignable<ProblemCode>('insufficient_funds');
expectAssignable<ProblemCode>('version_mismatch');
expectAssignable<ProblemCode>('method_not_allowed');
expectNotAssignable<ProblemCode>('teapot');
expectError(() => {
  problem.status = 200;
});
