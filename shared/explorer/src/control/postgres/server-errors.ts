import { troubleIn } from '../../model/server-trouble.ts';

/** A session that PostgreSQL has ended because real time had passed. */
export interface EndedSession {
  /** The client whose statement it ran last, if it was one. */
  readonly client: string | undefined;
  /** The setting that it was ended by. */
  readonly setting: string;
  readonly message: string;
}

let ended: EndedSession | undefined;

let trouble: string | undefined;

/** An error of the server, for the session of this client: it may say that a limit has ended the session, or that the server itself is in trouble. */
export function noteServerError(code: string, message: string, client: string | undefined): void {
  const setting = settings[code];
  if (setting) ended ??= { client, setting, message };
  trouble ??= troubleIn(code, message);
}

/** The first session that a limit has ended since they were forgotten, if there is one. */
export function endedSession(): EndedSession | undefined {
  return ended;
}

/** What the server has lacked first since its errors were forgotten, if anything: its code and its words. */
export function serverTrouble(): string | undefined {
  return trouble;
}

/** What the server has said until now was before the run that begins. */
export function forgetServerErrors(): void {
  ended = undefined;
  trouble = undefined;
}

/** By their errors: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const settings: Readonly<Record<string, string>> = {
  '25P03': 'idle_in_transaction_session_timeout',
  '25P04': 'transaction_timeout',
  '57P05': 'idle_session_timeout',
};
