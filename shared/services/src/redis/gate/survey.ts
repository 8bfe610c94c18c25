import { ErrorReply } from 'redis';
import { type Control, whoIsConnected } from './control.ts';
import { surveyScript } from './scripts.ts';

/** Two judges each take a database and one for a copy, and what measures beside them takes one more. */
export const leastDatabases = 5;

/** A server may have thousands; databases beyond these are never looked at. */
const mostDatabases = 128;

/** Commands that the workbook cannot do without. What else the code under test uses is its own affair. */
const neededCommands = [
  ...['GET', 'SET', 'DEL', 'EXISTS', 'PTTL', 'PEXPIRE', 'KEYS', 'COPY', 'HSET', 'HGET', 'HDEL'],
  ...['HEXISTS', 'SELECT', 'CLIENT SETNAME'],
];

/** One database of the user's server, by its number. */
export interface Surveyed {
  readonly number: number;
  /** The token of the run that has claimed it, if one has. */
  readonly run: string | undefined;
  /** How many keys there are that no run has made. */
  readonly othersKeys: number;
}

/** What a look at the user's server has found. */
export interface Survey {
  readonly databases: readonly Surveyed[];
  /** Tokens of runs that have claimed something and are not connected any more. */
  readonly deadRuns: ReadonlySet<string>;
  /** Databases that another client has selected, with or without keys. */
  readonly selectedByOthers: ReadonlySet<number>;
}

/** The server is there, but must not be used as it is. The message goes on from "the server that …". */
export class Unsuitable extends Error {
  override readonly name = 'Unsuitable';
}

/**
 * Looks at the user's server and changes nothing.
 *
 * @throws Unsuitable when the workbook could do harm there, or lacks a right or databases.
 */
export async function survey(control: Control): Promise<Survey> {
  await checkEviction(control);
  await permitted('COMMAND', control.sendCommand(['COMMAND', 'COUNT']));
  const args = [String(mostDatabases), ...neededCommands];
  // The markers before the connections: a run connects before it claims.
  const reply = await permitted('EVAL', control.sendCommand(['EVAL', surveyScript, '0', ...args]));
  const [found, refused] = reply as unknown as [[number, string][], string[]];
  if (refused[0]) throw notPermitted(refused[0]);
  const { runs, databases: selectedByOthers } = await permitted(
    'CLIENT LIST',
    whoIsConnected(control),
  );
  const databases = found.map(([othersKeys, run], number): Surveyed => {
    return { number, othersKeys, run: run || undefined };
  });
  const claimants = databases.flatMap(({ run }) => run ?? []);
  const deadRuns = new Set(claimants.filter((run) => !runs.has(run)));
  checkNumber(databases, deadRuns);
  return { databases, deadRuns, selectedByOthers };
}

/** Where keys are evicted, each of ours could cost another client one of its own. */
async function checkEviction(control: Control): Promise<void> {
  const memory = await permitted('INFO', control.info('memory'));
  const limit = Number(/^maxmemory:(\d+)/m.exec(memory)?.[1] ?? 0);
  const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1] ?? 'noeviction';
  if (limit > 0 && policy !== 'noeviction') {
    throw new Unsuitable(
      `deletes keys when its memory is full (maxmemory-policy ${policy}), so what the workbook writes could cost other clients their keys: set maxmemory-policy to noeviction`,
    );
  }
}

function checkNumber(databases: readonly Surveyed[], deadRuns: ReadonlySet<string>): void {
  const usable = databases.filter(
    ({ run, othersKeys }) => othersKeys === 0 && (run === undefined || deadRuns.has(run)),
  );
  if (databases.length < leastDatabases) {
    const count = databases.length === 1 ? '1 database' : `${databases.length} databases`;
    throw new Unsuitable(
      `has ${count} only, and the workbook needs ${leastDatabases} empty ones: raise its setting "databases" (a cluster always has one)`,
    );
  }
  if (usable.length < leastDatabases) {
    throw new Unsuitable(
      `has ${usable.length} empty databases of ${databases.length}, and the workbook needs ${leastDatabases}, as it never works in one that holds keys: make room, or raise its setting "databases"`,
    );
  }
}

/** What a server answers that does not let its user do something. */
export async function permitted<T>(command: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const isRefusal =
      error instanceof ErrorReply &&
      /NOPERM|can't run this command|unknown command/.test(error.message);
    throw isRefusal ? notPermitted(command, error) : error;
  }
}

function notPermitted(command: string, cause?: unknown): Unsuitable {
  return new Unsuitable(
    `does not let its user use ${command}, which the workbook needs: allow all commands and keys (ACL SETUSER with +@all and ~*), or name another user`,
    { cause },
  );
}
