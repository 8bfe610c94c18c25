import { type LockNote, uncontrolled } from '../control/actor.ts';
import type { PlaceOf } from '../model/place-of.ts';
import type { InsideEvent, Turn } from '../model/run-record.ts';
import type { Clients } from './clients.ts';

/**
 * Tells, in a run that is shown, what happens inside the process: which client waits there, and which locks
 * change hands. The search knows nothing of it.
 */
export class Inside {
  readonly #turns: readonly Turn[];
  readonly #clients: Pick<Clients, 'outOfSight' | 'get'>;
  readonly #placeOf: PlaceOf;
  /** What each client has asked for and has not got. */
  readonly #asked = new Map<string, LockNote>();

  constructor(
    turns: readonly Turn[],
    clients: Pick<Clients, 'outOfSight' | 'get'>,
    placeOf: PlaceOf,
  ) {
    this.#turns = turns;
    this.#clients = clients;
    this.#placeOf = placeOf;
  }

  /** A client does something with a lock. */
  noteLock(client: string, note: LockNote): void {
    const { what, lock, call } = note;
    if (what === 'asks for') {
      this.#asked.set(client, note);
      return;
    }
    if (what === 'takes') this.#asked.delete(client);
    this.#tell({ client, what, lock, place: this.#placeIn(call, client) });
  }

  /** A turn begins. Call what it returns when the turn is over: it tells who waits since then, or goes on. */
  turnBegins(): () => void {
    const before = this.#clients.outOfSight();
    return () => {
      const after = this.#clients.outOfSight();
      for (const client of before) {
        if (after.includes(client) || this.#clients.get(client).crashed) continue;
        this.#tell({ client, what: 'goes on' });
      }
      for (const client of after) if (!before.includes(client)) this.#tell(this.#waitOf(client));
      // A client that goes on waits for nothing: it may have been refused.
      for (const client of this.#asked.keys())
        if (!after.includes(client)) this.#asked.delete(client);
    };
  }

  #waitOf(client: string): InsideEvent {
    const { lock, holder, call } = this.#asked.get(client) ?? {};
    return { client, what: 'waits', lock, holder, place: this.#placeIn(call, client) };
  }

  #placeIn(call: Error | undefined, client: string): string | undefined {
    const stack = call?.stack;
    // It is asked where the client's own code runs, and does nothing in its name.
    return stack && uncontrolled(() => this.#placeOf(stack, client));
  }

  #tell(event: InsideEvent): void {
    this.#turns.at(-1)?.inside?.push(event);
  }
}
