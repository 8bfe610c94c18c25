import { NotInDeadlock, NotReproducible } from '@workbook/explorer';
import { fileTrouble, redisRefusalIn, ServiceUnavailable } from '@workbook/services';
import { CannotLoad } from '../world/load-step.ts';
import { SetUpFailed } from '../world/set-up-failed.ts';
import type { FailureKind, Message } from './job.ts';

/** The caller does not want the verdict any more. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** What a worker says of an error that has ended its job: there is no verdict, and why. */
export function failureOf(thrown: unknown): Message {
  // That the Redis is not this run's alone comes first, whatever error it has led to.
  const refusal = redisRefusalIn(thrown);
  if (refusal) return { kind: 'failed', failure: 'set-up-failed', message: refusal };
  const error = firstOf(thrown);
  const message = error instanceof Error ? error.message : String(error);
  const failure = kindOf(error);
  if (/ server lacks .*\(53300:/.test(message))
    return { kind: 'failed', failure, message: `${message}: ${moreConnections}` };
  const file = failure === 'broken' ? fileTrouble(error) : undefined;
  if (file !== undefined) return { kind: 'failed', failure, message: file };
  if (failure !== 'broken' || !isCut(error)) return { kind: 'failed', failure, message };
  return {
    kind: 'failed',
    failure,
    message: `a server has cut a connection while it was at work (${message}): see that it runs, and try again; nothing can be said of the code`,
  };
}

/** What helps a server, or a role on it, that may have too few connections. */
const moreConnections = 'raise its limit of connections, or set WORKBOOK_JUDGES=1, which takes 9';

/** Where closing what was open has failed, too, what had gone wrong before. */
function firstOf(error: unknown): unknown {
  return error instanceof SuppressedError ? firstOf(error.suppressed) : error;
}

function kindOf(error: unknown): FailureKind {
  if (error instanceof Stopped) return 'stopped';
  if (error instanceof CannotLoad) return 'cannot-load';
  if (error instanceof SetUpFailed || error instanceof ServiceUnavailable) return 'set-up-failed';
  // A schedule does not fit either when its victim is not in the deadlock.
  if (error instanceof NotReproducible || error instanceof NotInDeadlock) return 'not-reproducible';
  return 'broken';
}

/** Whether a driver says by this error that its connection is gone: the code under test sees errors of its own. */
function isCut(error: unknown): boolean {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string };
  return (
    /^(57P0[123]|ECONNRE(SET|FUSED)|EPIPE)$/.test(code) ||
    /^(Connection terminated|Client has encountered a connection error|Client was closed|Socket closed)|^The client is closed$/.test(
      message,
    )
  );
}
