import type { Accounts } from '@workbook/domain';
import Koa, { type Context, type Next } from 'koa';
import { answerProblem, defectProblem, problemOf, RequestRefused } from './problem-details.ts';
import { createRouter, refuseUnrouted } from './routes.ts';

/** Is told about every error that is a defect and not a refusal. It must not throw. */
export type DefectReporter = (error: unknown, request: { method: string; url: string }) => void;

/** What an app may be given besides its accounts. */
export interface AppOptions {
  /** Where defects go. Writes them to standard error unless told otherwise. */
  readonly onDefect?: DefectReporter;
}

/**
 * The bank as a Koa app over any `Accounts`. It answers every refusal with problem details
 * (RFC 9457), and every defect with a bare 500 whose cause only `onDefect` gets to see.
 */
export function createApp(accounts: Accounts, options: AppOptions = {}): Koa {
  const { onDefect = logDefect } = options;
  const app = new Koa();
  app.on('error', logUnlessAnswered);
  app.use((ctx, next) => answerErrors(ctx, next, onDefect));
  app.use(createRouter(accounts).routes());
  app.use(refuseUnrouted);
  return app;
}

async function answerErrors(ctx: Context, next: Next, onDefect: DefectReporter): Promise<void> {
  try {
    checkAddress(ctx);
    await next();
  } catch (error) {
    const problem = problemOf(error);
    answerProblem(ctx, problem ?? defectProblem);
    if (problem === undefined) onDefect(error, { method: ctx.method, url: ctx.url });
  }
}

/** Throws `malformed` unless it is clear what the request is sent to. */
function checkAddress(ctx: Context): void {
  if (ctx.req.httpVersion === '1.1' && ctx.req.headers.host === undefined)
    throw new RequestRefused('malformed', 'an HTTP/1.1 request needs a Host header field');
  // Koa reads the path when it is first asked for, and the reader throws at a target like http://[.
  try {
    void ctx.path;
  } catch {
    throw new RequestRefused('malformed', 'the request target is not a valid URL');
  }
}

function logDefect(error: unknown, { method, url }: { method: string; url: string }): void {
  console.error(`unexpected error in ${method} ${url}:`, error);
}

/**
 * What reaches Koa itself is either a client that went away while its answer was on the way, which
 * is not a defect and does not belong in a log, or an `onDefect` that threw.
 */
function logUnlessAnswered(error: Error & { headerSent?: boolean }): void {
  if (error.headerSent !== true) console.error(error);
}
