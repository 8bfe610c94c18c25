import { createHash, timingSafeEqual } from 'node:crypto';
import { lower } from './command-table.ts';

/** An AUTH or a HELLO, as the gate reads it: its password is the gate's own, and goes no further. */
export interface Login {
  /** Why it does not let its client in: an error reply, or undefined. */
  refusal(password: string): string | undefined;
  /** What is left for the server: a HELLO without the password, or nothing. */
  readonly rest: readonly Buffer[];
}

/** What a client is told that has not given the password. */
export const loginNeeded = 'NOAUTH Authentication required.';

/** The login that a command is, if it is one and gives a password. */
export function loginIn(args: readonly Buffer[]): Login | undefined {
  const name = lower(args[0]);
  if (name === 'auth') {
    const [user, secret] = args.length > 2 ? args.slice(1, 3) : ['default', args[1]];
    return { rest: [], refusal: (password) => refusalOf(String(user), secret, password) };
  }
  const at = name === 'hello' ? args.findIndex((arg, i) => i > 1 && lower(arg) === 'auth') : -1;
  if (at < 0) return undefined;
  const [user, secret] = args.slice(at + 1, at + 3);
  return {
    rest: args.toSpliced(at, 3),
    refusal: (password) => refusalOf(String(user), secret, password),
  };
}

function refusalOf(user: string, secret: Buffer | undefined, password: string): string | undefined {
  const digest = (text: Buffer | string) => createHash('sha256').update(text).digest();
  const isRight = timingSafeEqual(digest(secret ?? ''), digest(password));
  if (isRight && user === 'default') return undefined;
  return 'WRONGPASS invalid username-password pair or user is disabled.';
}
