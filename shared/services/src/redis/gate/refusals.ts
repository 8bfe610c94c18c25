import { gateError } from '../refusal.ts';
import { encode } from './requests.ts';
import { failScript, refuseScript } from './scripts.ts';

/** How the sentences of the gate begin. */
export const server = 'the Redis that REDIS_URL names';

/** Makes the server answer with an error. */
export function fail(sentence: string): Buffer {
  return encode(['EVAL', failScript, 0, sentence]);
}

/** The same, and the next flush tells of it. */
export function refuse(sentence: string): Buffer {
  return encode(['EVAL', refuseScript, 0, sentence]);
}

/** Why a command is refused that reaches beyond the databases of a run. */
export function tooFar(name: string): Refusal {
  const words = name.replaceAll('|', ' ').toUpperCase();
  const sentence = `${server} is not this run's alone, so ${words} is not let through: unset REDIS_URL for a server of this run's own`;
  // Libraries try what they can do with a connection, and go on without.
  if (name.startsWith('client')) return new Refusal(`${gateError} ${sentence}`);
  return new Refusal(sentence, true);
}

/** The gate does not pass a command on; the server says why, in its place among the replies. */
export class Refusal extends Error {
  /**
   * Whether the judge of a race that meets it is told: the verdict would be about this server only.
   */
  readonly isNoted: boolean;

  constructor(message: string, isNoted = false) {
    super(message);
    this.isNoted = isNoted;
  }
}
