import type { Fault } from '@workbook/explorer';
import { deposit, type Request } from './requests.ts';
import type { Rule } from './rules.ts';

/** A race, written out in full: what there is at the beginning, and what is done at the same time. */
export interface RaceSpec {
  /** The standard name of what goes wrong. */
  readonly anomaly: string;
  /** In one sentence, what the race asks. */
  readonly question: string;
  /** The opening balance of each account, by its name: its owner's, or one that `ownerOf` knows. */
  readonly accounts: Readonly<Record<string, number>>;
  /** How many running copies of the service there are; the clients take turns in choosing one. */
  readonly instances: number;
  /** Requests that were answered one after the other before the race begins. */
  readonly before?: readonly Request[];
  /** How long before the race that was, and the accounts were opened: by then, keys may have expired. Default 0. */
  readonly beforeMs?: number;
  /** What each client sends, one request after the other. Clients are single capital letters. */
  readonly clients: Readonly<Record<string, Request | readonly Request[]>>;
  /** Faults that may strike, at most one in a run. */
  readonly faults?: readonly Fault[];
  /** The clients at whose moves they may strike. All by default. */
  readonly faultsOf?: readonly string[];
  /** How far a pause moves the time. Default one minute. */
  readonly pauseMs?: number;
  /**
   * Sleeping clients wake up only when no other client can go on: fewer orders, and not all of them. `'short'`: those that
   * sleep for less than a second.
   */
  readonly patientTimers?: boolean | 'short';
  /** How many reads of the database all clients together may cost. */
  readonly databaseReads?: number;
  /** How often transactions may collide: a statement waits for a lock in the database, or a change is rolled back. */
  readonly collisions?: number;
  /** How long after a fault a cache may still say what was true before. Default 0. */
  readonly staleForMs?: number;
  /** How many connections an instance may hold. Default 4. */
  readonly poolSize?: number;
  /** The client whose screenings fail: they are known by their amounts, which no other client uses. */
  readonly screeningFails?: string;
  /** The rules beyond a single account that its oracle holds it to. None when absent. */
  readonly rules?: readonly Rule[];
  /**
   * Whether a client that gets 503, or no answer because its instance has crashed, sends the same
   * request once more, with the same key, to the next instance, and goes on from there.
   */
  readonly sendsAgain?: boolean;
  /** Whether a client may be refused with 409 conflict or 503 although it could be served. */
  readonly mayGiveUp?: boolean;
  /** Whether a client that is paused may keep other clients waiting. It may, unless this is false. */
  readonly pausedMayDelay?: boolean;
}

/**
 * A race in which the reply to a read is late: another instance has made a deposit, and answered it, when the same is asked
 * for again.
 */
export const lateReplyTo = (read: Request, question: string): RaceSpec => ({
  anomaly: 'stale read',
  question,
  accounts: { ann: 100 },
  instances: 2,
  faults: ['late-reply'],
  faultsOf: ['A'],
  patientTimers: true,
  clients: { A: read, B: deposit('ann', 50), C: read },
});

export interface Race extends RaceSpec {
  /** `lost-update-two-instances`: what commands and tables call it. */
  readonly id: string;
  /** The same for people. */
  readonly name: string;
  /** Whether it is no race at all, but what every step promises of one request after the other. */
  readonly nobodyOverlaps?: boolean;
}

/**
 * What a step says of a race: it cannot go wrong here in any order, or in some order it does. What is
 * `not promised` cannot go wrong in the finished code, by the way in which that happens to be
 * written; another solution of the step need not do as much.
 */
export type Claim = 'prevented' | 'possible' | 'not promised';

/**
 * Names a race. Throws a `TypeError` when it cannot be one: fewer than one client, a client's name
 * that is not a single capital letter, clients that send again where there is no other instance, or
 * several clients of which one turns from instance to instance.
 */
export function race(name: string, spec: RaceSpec): Race {
  const clients = Object.keys(spec.clients);
  if (clients.length === 0) throw new TypeError(`race "${name}" has no clients`);
  for (const client of clients) {
    if (!/^[A-Z]$/.test(client)) {
      throw new TypeError(`race "${name}": a client is a single capital letter, got "${client}"`);
    }
  }
  if (!Number.isInteger(spec.instances) || spec.instances < 1) {
    throw new TypeError(
      `race "${name}": instances must be a positive whole number, got ${spec.instances}`,
    );
  }
  if (spec.sendsAgain && spec.instances < 2) {
    throw new TypeError(
      `race "${name}": a client sends again to another instance, give it at least 2 instances`,
    );
  }
  // The search takes all that a client does for work of one instance: sent elsewhere, orders that matter could be left out.
  const turnsElsewhere = Object.values(spec.clients)
    .flat()
    .some(({ instance }) => instance !== undefined);
  if (clients.length > 1 && turnsElsewhere) {
    throw new TypeError(
      `race "${name}": a request names its instance only where there is one client, give it to a client of that instance`,
    );
  }
  if (!spec.beforeMs && spec.before?.some(({ key }) => typeof key === 'string')) {
    throw new TypeError(
      `race "${name}": a key of what was done before has expired when the race begins, say by beforeMs how long ago that was`,
    );
  }
  const id = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return { ...spec, id, name };
}
