import type { Actor } from '../control/actor.ts';
import { placesOfSetUpTimers } from '../control/set-up-timers.ts';
import { type Footprint, union } from '../model/footprint.ts';
import type { Turn } from '../model/run-record.ts';
import { type Client, nextOf, nextTimer } from './client.ts';
import type { Clients } from './clients.ts';
import type { RunClock } from './run-clock.ts';

/**
 * Time that goes by while clients are at work, without a timer that fires: in life, any operation may take long. What code
 * keeps in memory, such as a lease, may have lapsed by then, where it goes by the clock.
 */
export class PassingTime {
  readonly #parts: Parts;
  #beforeTurnMs = 0;
  /** Where in its code each client has slept last. */
  readonly #sleptAt = new Map<string, string>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Told when a client reads the clock. */
  noteRead({ client: name = '' }: Actor, isByCode: () => boolean): void {
    const { clients, turns } = this.#parts;
    const client = clients.find(name);
    const last = turns.length - 1;
    if (!client || clients.frozen || client.crashed || client.clockRead?.last === last) return;
    if (clients.memoryOf(name).length === 0 || !isByCode()) return;
    client.clockRead = { first: client.clockRead?.first ?? last, last };
  }

  /**
   * How much time may go by before what a client does next. None where no other client is at work in its memory, or none
   * of them has read the clock, and where the set-up has armed timers, as those do not go by this time.
   */
  msBefore(name: string, turn = this.#parts.turns.length): number {
    const { clients, turns, patientTimers } = this.#parts;
    const isRead = clients.all().some(({ clockRead }) => clockRead !== undefined);
    if (patientTimers === true || !isRead) return 0;
    const client = clients.get(name);
    const next = nextOf(client);
    if (!next || !this.#mayLapse(client, turn)) return 0;
    const wantedMs = msWanted(name, next.operation.kind === 'timer', turns.slice(0, turn));
    const ms = Math.min(wantedMs, this.#untilNextTimerMs(client));
    return ms >= leastMs && placesOfSetUpTimers().length === 0 ? ms : 0;
  }

  /** A turn begins, and was noted as the last one. Call what it returns when it is over. */
  turnBegins(turn: Turn): () => void {
    const { clients } = this.#parts;
    if (turn.kind === 'timer') this.#noteSleep(turn);
    this.#beforeTurnMs = this.msBefore(turn.client, turn.index);
    const mayPass = this.#beforeTurnMs > 0;
    return () => {
      if (!mayPass) return;
      const reading = clients.all().filter(({ clockRead }) => clockRead?.last === turn.index);
      if (reading.some((client) => this.#mayLapse(client, turn.index))) turn.mayBeLate = true;
    };
  }

  /** What depends on it: any key of Redis may expire, and whatever clients keep in the memory that they share may lapse. */
  get footprint(): Footprint {
    const { clients } = this.#parts;
    const memory = clients.all().map(({ plan }) => clients.memoryOf(plan.name));
    return union([{ mode: 'write', scope: 'redis' }], ...memory);
  }

  /** Lets as much time go by as may do so before the turn that has begun. */
  async goesBy(turn: Turn): Promise<void> {
    turn.footprint = union(turn.footprint, this.footprint);
    await this.#parts.clock.pass(this.#beforeTurnMs);
  }

  /** Whether this client, or another one at work in its memory, has gone by the clock before this turn. */
  #mayLapse(client: Client, turn: number): boolean {
    const { clients, turns } = this.#parts;
    const isAtWork = ({ plan, finishedAt = turn, crashed }: Client) =>
      plan.instance === client.plan.instance &&
      plan.name !== client.plan.name &&
      !crashed &&
      finishedAt >= turn &&
      turns.slice(0, turn).some((one) => one.client === plan.name);
    const others = clients.all().filter(isAtWork);
    const hasRead = ({ clockRead }: Client) => clockRead !== undefined && clockRead.first < turn;
    return others.length > 0 && [client, ...others].some(hasRead);
  }

  /** A client that sleeps at the same place again polls. */
  #noteSleep(turn: Turn): void {
    const { clients } = this.#parts;
    const client = clients.get(turn.client);
    if (clients.memoryOf(turn.client).length === 0 || client.timers.length === 0) return;
    const { place } = nextTimer(client).armedBy();
    if (place === undefined) return;
    if (this.#sleptAt.get(turn.client) === place) turn.pollsAt = place;
    this.#sleptAt.set(turn.client, place);
  }

  /** Timers fire when they are due, whatever takes long: one that renews a lease comes before the lease has lapsed. */
  #untilNextTimerMs(client: Client): number {
    const { clients, clock } = this.#parts;
    const next = nextOf(client);
    const timers = clients
      .all()
      .flatMap((one) => one.timers)
      .filter((timer) => timer !== next && !timer.isPatient);
    return Math.min(...timers.map(({ dueMs }) => dueMs - clock.nowMs - 1));
  }
}

/**
 * Time goes by once in a run. A client that polls may give up sooner than what it waits for lapses: before its timer fires
 * it is a short time, and, if the client has not gone on by that, a long one before its next timer.
 */
function msWanted(name: string, isTimer: boolean, turns: readonly Turn[]): number {
  const [struck, ...more] = turns.filter(({ move }) => move.fault !== undefined);
  if (!struck) return isTimer ? shortMs : longMs;
  const last = turns.findLast(({ client }) => client === name);
  const isPoll = isTimer && struck.kind === 'timer' && struck.move.fault === 'time-passes';
  return isPoll && struck === last && more.length === 0 ? longMs : 0;
}

interface Parts {
  readonly turns: readonly Turn[];
  readonly clients: Pick<Clients, 'all' | 'find' | 'get' | 'memoryOf' | 'frozen'>;
  readonly clock: Pick<RunClock, 'nowMs' | 'pass'>;
  readonly patientTimers: boolean | 'short';
}

/** Longer than what is meant to be short, and shorter than clients usually wait, … */
const shortMs = 2_500;
/** … and longer than leases usually last. */
const longMs = 60_000;

/** In less than this, nothing lapses. */
const leastMs = 100;
