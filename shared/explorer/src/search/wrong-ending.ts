import { ExplorationError } from '../model/errors.ts';
import type { ClientPlan, RunRecord, Waiting } from '../model/run-record.ts';
import type { Acceptable } from '../model/scenario.ts';

/** What is wrong with how a run ended, in one sentence, as far as its judge does not accept it. */
export function wrongEnding(
  { ending, rejections, unhandled }: Pick<RunRecord, 'ending' | 'rejections' | 'unhandled'>,
  accepts: readonly Acceptable[] = [],
): string | undefined {
  const [rejected] = rejections;
  if (rejected && !accepts.includes('rejected'))
    return `the run of client ${rejected[0]} rejected: ${messageOf(rejected[1])}`;
  const left = leftUnhandled({ unhandled });
  if (left !== undefined && !accepts.includes('rejected')) return left;
  if (ending.kind === 'stuck' && !accepts.includes('stuck'))
    return `no client can go on: ${ending.waiting.map(waitingOf).join(', ')}`;
  if (ending.kind === 'endless' && !accepts.includes('stuck'))
    return `without an end: ${ending.repeating.map(({ client, operations }) => `client ${client} repeats the same ${operations === 1 ? 'operation' : `${operations} operations`}`).join(', ')}`;
  return undefined;
}

/** What is wrong where a client has left a promise without a handler, in one line: Node ends the process when that rejects. */
export function leftUnhandled({ unhandled }: Pick<RunRecord, 'unhandled'>): string | undefined {
  const [left] = unhandled ?? [];
  return (
    left &&
    `client ${left[0]} has left a promise without a handler, and it was rejected, which ends the process: ${messageOf(left[1]).split('\n')[0]}`
  );
}

/** Throws `ExplorationError` when two outcomes could not be compared. */
export function checkOutcome(outcome: unknown): void {
  if (typeof outcome === 'string') return;
  throw new ExplorationError(
    `the outcome of a run must be a text, and is of the type ${typeof outcome}: two runs with the same text ended alike`,
  );
}

/** The clients that did nothing that is controlled, unless the judge accepts that. */
export function idleClients(
  clients: readonly ClientPlan[],
  { turns }: Pick<RunRecord, 'turns'>,
  accepts: readonly Acceptable[] = [],
): string[] {
  if (accepts.includes('idle')) return [];
  const active = new Set(turns.filter(({ kind }) => kind !== 'start').map(({ client }) => client));
  return clients
    .filter(({ after }) => !after)
    .map(({ name }) => name)
    .filter((name) => !active.has(name));
}

/** Why a search in which these clients did nothing that is controlled says nothing of races. */
export function reasonOfIdle(clients: readonly string[]): string {
  const who =
    clients.length === 1 ? `client ${clients[0]} does` : `clients ${clients.join(' and ')} do`;
  return (
    `${who} nothing that is controlled, in any run: put the driver that the service uses under control, ` +
    "as in controlPostgres(pg) with its own pg module; a judge for which that is right says so, with accepts: ['idle']"
  );
}

function waitingOf({ client, for: holders, operation }: Waiting): string {
  if (holders.length > 0) return `${client} waits for ${holders.join(' and ')}`;
  return operation === undefined
    ? `${client} waits inside the process`
    : `${client} waits for the reply to "${operation}"`;
}

function messageOf(reason: unknown): string {
  if (!(reason instanceof Error)) return String(reason);
  // An AggregateError of a connection that was refused has no message of its own.
  const { code = reason.name } = reason as NodeJS.ErrnoException;
  return reason.message || code;
}
