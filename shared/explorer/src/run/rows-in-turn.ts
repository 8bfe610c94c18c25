import type { KnownCatalog } from '../control/postgres/catalog/known-catalog.ts';
import {
  answerOf,
  asksInTurn,
  type Footprint,
  keysShown,
  lockedBy,
  meet,
  whenAnswered,
} from '../model/footprint.ts';
import { among, asAsked } from '../model/in-turn.ts';
import type { Operation, Session } from '../model/operation.ts';
import type { Turn } from '../model/run-record.ts';
import type { InFlight, Sent } from './in-flight.ts';

/**
 * The rows that the clients of a run ask for in turn, and whether they have them one after the other. Where only its answer
 * shows which rows a statement asks for, one that waits is taken to ask for those that it was shown in a run in which it had
 * not to wait: `catalog` knows them. When it turns out that it asks for others, turns are broken.
 */
export class RowsInTurn {
  readonly #turns: readonly Turn[];
  readonly #clients: number;
  readonly #parts: Parts;

  /** @param clients How many there are. */
  constructor(turns: readonly Turn[], clients: number, parts: Parts) {
    this.#turns = turns;
    this.#clients = clients;
    this.#parts = parts;
  }

  /** An operation is sent in this turn: it may have to wait. */
  sent(operation: Operation, { client, footprint, move: { victim } }: Turn): void {
    // It closes the circle, and goes on when the victim gives way, perhaps before anyone could look.
    if (victim !== undefined && victim !== client) operation.mayHaveWaited = true;
    const rows = asksForUnknown(footprint) && this.#catalog.askedFor(nameOf(client, operation));
    if (rows) operation.asksFor = rows;
  }

  /** Everything is at rest after a turn: what is in flight waits. */
  rest(): void {
    for (const { operation, launchedAt, waitsFor = [] } of this.#parts.inFlight) {
      const turn = this.#turns[launchedAt] as Turn;
      const { asksFor } = operation;
      if (asksForUnknown(turn.footprint)) {
        if (!asksFor) this.#catalog.noteBrokenTurns();
        turn.footprint = asAsked(this.#clients, turn.footprint, operation);
        turn.asksFor = asksFor;
      }
      // Who has removed a row that it asks for is not told by those that are left.
      if (asksFor && !waitsFor.every((holder) => this.#mayKeep(holder, turn.footprint)))
        this.#catalog.noteBrokenTurns();
    }
  }

  /** A reply is delivered. */
  answered({ operation, client, footprint, reply, launchedAt }: Sent): void {
    if (reply?.error) {
      // One that has asked for rows in turn has failed, or a deadlock has come where others have asked.
      const isDeadlock = reply.error.code === '40P01';
      const asked = isDeadlock ? this.#turns : this.#turns.slice(launchedAt, launchedAt + 1);
      if (asked.some((turn) => asksInTurn(turn.footprint))) this.#catalog.noteBrokenTurns();
    } else if (!operation.mayHaveWaited || operation.asksFor) {
      const rows = keysShown(footprint, reply?.rows);
      if (rows) this.#catalog.noteAsked(nameOf(client, operation), rows);
    }
  }

  /** What an operation of this footprint has touched, as it was answered. */
  touched(footprint: Footprint, { operation, reply = {} }: Sent): Footprint {
    return among(this.#clients, whenAnswered(footprint, answerOf(reply, operation)));
  }

  /** Whether a client may hold something that an operation of this footprint asks for, or stands before it in the queue. */
  #mayKeep(holder: string, asked: Footprint): boolean {
    const { sessions, inFlight } = this.#parts;
    const own = sessions().filter(({ client, open }) => client === holder && open);
    const waiting = inFlight.of(holder);
    const itself = waiting ? [(this.#turns[waiting.launchedAt] as Turn).footprint] : [];
    return [...own.map(({ locked }) => locked), ...itself].some((footprint) =>
      meet(lockedBy(footprint), lockedBy(asked)),
    );
  }

  get #catalog(): KnownCatalog {
    return this.#parts.catalog;
  }
}

interface Parts {
  readonly catalog: KnownCatalog;
  readonly inFlight: InFlight;
  /** The sessions that controlled code has open, as they are when this is called. */
  readonly sessions: () => readonly Session[];
}

/** Whether an operation asks for rows in turn that only its answer will show. */
function asksForUnknown(footprint: Footprint): boolean {
  return keysShown(footprint) !== undefined;
}

/** What tells an operation from others: the same one asks for the same rows in each run, unless they come or go. */
function nameOf(client: string, { text }: Operation): string {
  return `${client}: ${text}`;
}
