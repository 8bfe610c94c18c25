import type { Controller, VirtualClock } from '../control/actor.ts';
import { asking, forgetCall, noteCall } from '../control/call-sites.ts';
import type { Asking } from '../control/escapes/place.ts';
import { forgetDiskTrouble } from '../control/files/disk-trouble.ts';
import { forgetMemoryUses } from '../control/locks/watched-memory.ts';
import { forgetServerErrors } from '../control/postgres/server-errors.ts';
import { loopTurn } from '../control/real-time.ts';
import { RepeatableRandom } from '../control/repeatable-random.ts';
import { RunIsOver } from '../control/run-is-over.ts';
import { ExplorationError, Undecided } from '../model/errors.ts';
import { type Footprint, memoryOf } from '../model/footprint.ts';
import type { Operation } from '../model/operation.ts';
import type { ClientPlan } from '../model/run-record.ts';
import { type Client, nextOf, type Parked, parkBehind, type Timer } from './client.ts';
import { type Conditions, enabledClients, endsWaitEarly, firesAtLast } from './enabled.ts';
import { type Ends, endsOf } from './ends.ts';
import type { RunClock } from './run-clock.ts';

/** The clients of a run: what each would do next, what it has done, and how it ended. */
export class Clients {
  readonly #clients = new Map<string, Client>();
  readonly #surroundings: Surroundings;
  readonly #pausedInstances = new Set<number>();
  #frozen = false;
  #refused = 0;

  constructor(plans: readonly ClientPlan[], controller: Controller, surroundings: Surroundings) {
    this.#surroundings = surroundings;
    forgetServerErrors();
    forgetDiskTrouble();
    forgetMemoryUses();
    for (const plan of plans) {
      forgetCall(plan.name);
      const { name, instance, seed = name } = plan;
      const actor = { controller, instance, client: name, random: new RepeatableRandom(seed) };
      this.#clients.set(name, { plan, actor, parked: [], timers: [], crashed: false });
    }
  }

  all(): readonly Client[] {
    return [...this.#clients.values()];
  }

  find(name: string | undefined): Client | undefined {
    return this.#clients.get(name ?? '');
  }

  /** Throws `ExplorationError` when there is no such client. */
  get(name: string): Client {
    const client = this.find(name);
    if (!client) throw new ExplorationError(`there is no client ${name} in this race`);
    return client;
  }

  /** The clients that can be let go now, in the order of their names. */
  enabled(): string[] {
    return enabledClients(this.all(), this.#conditions);
  }

  /** Whether what a client does next is a timer that fires only because no other client can go on. */
  firesAtLast(name: string): boolean {
    return firesAtLast(this.get(name), this.#conditions);
  }

  /** What a client does when it is let go. Throws `ExplorationError` when that is nothing. */
  next(name: string): Parked {
    const parked = nextOf(this.get(name));
    if (!parked)
      throw new ExplorationError(`client ${name} has no operation to be let go at this point`);
    return parked;
  }

  /** Where a client is. */
  whereaboutsOf(name: string): Whereabouts {
    const { instance, stateless = false } = this.get(name).plan;
    const isBeside = ({ plan, finishedAt }: Client) =>
      plan.name !== name && plan.instance === instance && finishedAt === undefined;
    return { instance, isWatched: () => !stateless && this.all().some(isBeside) };
  }

  /** Lets a client do what it has parked: from now on, it is under way. Throws `Undecided` where that tells nothing. */
  take(name: string, parked: Parked): void {
    const { undecided } = parked.operation;
    if (undecided !== undefined) throw new Undecided(undecided);
    const client = this.get(name);
    if (client.parked[0] === parked) {
      client.parked.shift();
      return;
    }
    const turn = this.#surroundings.turns.at(-1);
    if (turn && endsWaitEarly(client, this.#conditions)) turn.endsWaitEarly = true;
    client.timers.splice(client.timers.indexOf(parked as Timer), 1);
    client.timerFiredAt = this.#lastTurn;
  }

  /** Holds an operation back until its client is let go; for good, when the client has crashed. */
  park(name: string | undefined, operation: Operation): void {
    if (this.#frozen) this.#refuse(operation);
    const client = this.#alive(name);
    if (!client) return;
    parkBehind(client, operation, this.#lastTurn);
    this.#surroundings.onChange();
  }

  /** Parks how a client begins, or keeps it until the client that it comes after is at its end. */
  enter(name: string, entry: Operation): void {
    const client = this.get(name);
    if (client.plan.after) client.entry = entry;
    else this.park(name, entry);
  }

  /** Arms a timer, as a clock of virtual time does. */
  arm(...[delayMs, actor, fire, isPatient = false]: Parameters<VirtualClock['arm']>): () => void {
    const client = this.#alive(actor.client);
    if (!client) return () => {};
    const { clock, onChange } = this.#surroundings;
    const armed = clock.timer(delayMs, actor, fire);
    const operation = { ...armed.operation, call: noteCall(actor) };
    const timer: Timer = { ...armed, operation, at: this.#lastTurn, armedBy: asking(), isPatient };
    client.timers.push(timer);
    onChange();
    return () => {
      const at = client.timers.indexOf(timer);
      if (at >= 0) client.timers.splice(at, 1);
    };
  }

  /** Where the client's own code has armed a timer that may still fire; undefined where there is none. */
  timerArmedBy(name: string): Asking | undefined {
    const { timers } = this.get(name);
    return timers.map(({ armedBy }) => armedBy()).find(({ isLibrary }) => !isLibrary);
  }

  /** A client has finished. What it returns after a crash does not count. */
  finish(name: string, value: unknown): void {
    const client = this.#alive(name);
    if (!client) return;
    client.finishedAt = this.#lastTurn;
    client.value = value;
    this.#surroundings.turns.at(-1)?.finished.push(name);
    this.#letInAfter(name);
    this.#surroundings.onChange();
  }

  /** A client's `run` has rejected. */
  fail(name: string, reason: unknown): void {
    const client = this.#alive(name);
    if (!client) return;
    client.rejection = { reason };
    this.finish(name, { error: reason });
  }

  /** The clients of this instance stand still until no other client can go on. */
  pause(instance: number): void {
    this.#pausedInstances.add(instance);
  }

  /** Ends a pause. Returns whether there was one. */
  resume(instance: number): boolean {
    return this.#pausedInstances.delete(instance);
  }

  /** From now on, nothing that the code of this instance still does counts. */
  crash(instance: number): void {
    const struck = this.all().filter(({ plan }) => plan.instance === instance);
    for (const client of struck) {
      // One that has answered may have left something running: that ends as well.
      client.crashed = true;
      client.parked.length = 0;
      client.timers.length = 0;
    }
    for (const { plan, finishedAt } of struck)
      if (finishedAt === undefined) this.#letInAfter(plan.name);
  }

  /** This client has come to its end: one that comes after it begins, where it is needed. */
  #letInAfter(name: string): void {
    for (const client of this.#clients.values()) {
      const { entry, plan } = client;
      if (!entry || plan.after?.client !== name || !plan.after.isNeeded()) continue;
      client.entry = undefined;
      this.park(plan.name, entry);
    }
  }

  /** From now on, nothing that any client still does counts. */
  freeze(): void {
    if (this.#frozen) return;
    this.#frozen = true;
    for (const { parked } of this.#clients.values())
      for (const { operation } of parked.splice(0)) this.#refuse(operation);
  }

  /** Once frozen, with what to refuse an operation; a loop that tries again and again is held back in the end. */
  refusal(): Error | undefined {
    if (!this.#frozen || this.#refused >= mostRefusals) return undefined;
    this.#refused += 1;
    return new RunIsOver();
  }

  #refuse(operation: Operation): void {
    const error = this.refusal();
    if (error) void loopTurn().then(() => operation.refuse?.(error));
  }

  get frozen(): boolean {
    return this.#frozen;
  }

  /** The clients that have begun, or could, and neither crashed nor finished. */
  unfinished(): string[] {
    const unfinished = this.all().filter(
      ({ crashed, finishedAt, entry }) => !crashed && finishedAt === undefined && !entry,
    );
    return unfinished.map(({ plan }) => plan.name);
  }

  /** What became of them. */
  get ends(): Ends {
    return endsOf(this.all());
  }

  /** Whether some client is neither finished, nor parked, nor waiting for a timer or a server. */
  isOneOutOfSight(): boolean {
    return this.all().some((client) => this.#isOutOfSight(client));
  }

  /** The names of the clients that are neither finished, nor parked, nor waiting for a timer or a server. */
  outOfSight(): string[] {
    const found = this.all().filter((client) => this.#isOutOfSight(client));
    return found.map(({ plan }) => plan.name);
  }

  /** The instances of clients whose code may wait for anything but an operation, or be asleep beside it. */
  instancesOutOfSight(): ReadonlySet<number> {
    const outOfSight = this.all().filter(
      ({ plan, finishedAt, crashed, parked, entry }) =>
        finishedAt === undefined &&
        !crashed &&
        !entry &&
        parked.length === 0 &&
        !this.#surroundings.isInFlight(plan.name),
    );
    return new Set(outOfSight.map(({ plan }) => plan.instance));
  }

  /** The memory that a client shares with other clients of its instance: any code may touch it. */
  memoryOf(name: string): Footprint {
    const { stateless, instance } = this.get(name).plan;
    if (stateless) return [];
    const shared = this.all().filter(({ plan }) => plan.instance === instance).length > 1;
    return shared ? [memoryOf(instance)] : [];
  }

  #isOutOfSight({ plan, finishedAt, crashed, parked, timers, entry }: Client): boolean {
    return (
      finishedAt === undefined &&
      !crashed &&
      !entry &&
      parked.length === 0 &&
      timers.every(({ dueMs }) => this.#surroundings.clock.isGuard(dueMs)) &&
      !this.#surroundings.isInFlight(plan.name)
    );
  }

  get #conditions(): Conditions {
    return {
      ...this.#surroundings,
      all: this.all(),
      pausedInstances: this.#pausedInstances,
      sharesMemory: (client) => this.memoryOf(client).length > 0,
    };
  }

  get #lastTurn(): number {
    return this.#surroundings.turns.length - 1;
  }

  /** The client, unless the run is over for it. */
  #alive(name: string | undefined): Client | undefined {
    const client = this.find(name);
    return this.#frozen || client?.crashed ? undefined : client;
  }
}

/** The instance that a client is in, and whether another one, not at its end, finds in its memory what this one leaves there. */
export interface Whereabouts {
  readonly instance: number;
  isWatched(): boolean;
}

/** What the clients need to know of the run that they are in. */
interface Surroundings extends Omit<Conditions, 'all' | 'pausedInstances' | 'sharesMemory'> {
  readonly clock: RunClock;
  /** Told when a client parks an operation, arms a timer, or finishes. */
  onChange(): void;
}

/** More than any code needs to come to its end. */
const mostRefusals = 1000;
