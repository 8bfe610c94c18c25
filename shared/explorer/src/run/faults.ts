import type { Controller } from '../control/actor.ts';
import type { RedisClock } from '../control/redis/redis-clock.ts';
import { union } from '../model/footprint.ts';
import type { Operation, Reply } from '../model/operation.ts';
import type { Turn } from '../model/run-record.ts';
import type { Move } from '../model/schedule.ts';
import type { Clients } from './clients.ts';
import type { Sent } from './in-flight.ts';
import type { PassingTime } from './passing-time.ts';
import type { RunClock } from './run-clock.ts';

/** What goes wrong in a run because its schedule says so. */
export class Faults {
  readonly #parts: Parts;
  #redisIsAway = false;
  /** The turn whose operation was itself half done. */
  #halvedAt: number | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The client's instance stands still, and time goes by. */
  async pause(turn: Turn): Promise<void> {
    const { clients, clock, pauseMs = usualPauseMs } = this.#parts;
    turn.outcome = 'paused';
    turn.footprint = 'everything';
    clients.pause(clients.get(turn.client).plan.instance);
    await clock.pass(pauseMs);
  }

  /** What has to happen before the operation of this turn is sent: time goes by, Redis goes away, or another one takes over. */
  async strike(turn: Turn): Promise<void> {
    const { fault } = turn.move;
    if (fault === 'redis-away') this.#redisIsAway = true;
    else if (fault === 'time-passes') return await this.#parts.passing.goesBy(turn);
    else if (fault === 'redis-failover') await this.#parts.redisClock?.failOver();
    else if (fault !== 'late-reply') return;
    turn.footprint = 'everything';
  }

  /** Sends the operation of this turn, as its fault, or an earlier one, makes it go. */
  send(operation: Operation, turn: Turn): Promise<Reply> {
    const half = turn.move.fault === 'crash-half' ? operation.performHalf?.() : undefined;
    if (half) {
      this.#halvedAt = turn.index;
      return half;
    }
    const away = this.#redisIsAway ? operation.performAway?.() : undefined;
    return away ?? operation.perform();
  }

  /** Whether this turn ends in a crash that has not come yet: what waits may only wait until then. */
  get crashIsComing(): boolean {
    const { turns, clients } = this.#parts;
    const turn = turns.at(-1);
    return turn !== undefined && isCrash(turn.move) && !clients.get(turn.client).crashed;
  }

  /** Whether the crash of this turn comes before the code has the reply. */
  losesReply({ index, move }: Turn): boolean {
    // A crash in the middle of what is written at once strikes in the code that gets the reply.
    if (move.fault === 'crash-half') return this.#halvedAt === index;
    return isCrash(move);
  }

  /** Hands the reply to the code that waits for it; one that is late becomes what its client does next. */
  deliver({ operation, client, launchedAt, reply }: Sent): void {
    const { turns, clients } = this.#parts;
    if (turns[launchedAt]?.move.fault !== 'late-reply') return operation.deliver();
    const deliver = () => operation.deliver();
    clients.park(client, {
      kind: 'reply',
      text: 'the reply arrives',
      call: operation.call,
      footprint: () => [],
      perform: async () => reply ?? {},
      deliver,
      refuse: deliver,
    });
  }

  /** Notes what a synchronous call touches. Returns how much of it may still be done. */
  touchesAtOnce(
    ...[footprint, isChange, { client: name, instance }]: Parameters<Controller['touchesAtOnce']>
  ): 'all' | 'half' | 'nothing' {
    const { turns, clients } = this.#parts;
    const turn = turns.at(-1);
    const client = clients.find(name);
    if (clients.frozen || !client || !turn) return 'all';
    if (client.crashed) return isChange ? 'nothing' : 'all';
    turn.footprint = union(turn.footprint, footprint);
    if (!isChange || clients.find(turn.client)?.plan.instance !== instance) return 'all';
    turn.wroteAtOnce = true;
    if (turn.move.fault !== 'crash-half' || this.#halvedAt === turn.index) return 'all';
    clients.crash(instance);
    return 'half';
  }
}

function isCrash({ fault }: Move): boolean {
  return fault?.startsWith('crash') === true;
}

interface Parts {
  readonly turns: readonly Turn[];
  readonly clients: Clients;
  readonly clock: RunClock;
  readonly passing: Pick<PassingTime, 'goesBy'>;
  readonly redisClock?: RedisClock;
  readonly pauseMs?: number;
}

/** How far a pause moves the time, unless the run says otherwise: further than locks usually last. */
const usualPauseMs = 60_000;
