import type { Actor, Controller, LockNote, VirtualClock } from '../control/actor.ts';
import { KnownCatalog } from '../control/postgres/catalog/known-catalog.ts';
import { controlledSessions } from '../control/postgres/controlled-session.ts';
import { refuseAllOf } from '../control/run-is-over.ts';
import { afterFailure, type Footprint, union } from '../model/footprint.ts';
import type { Operation, Reply } from '../model/operation.ts';
import type { ClientPlan, Ending, Repeating, Turn } from '../model/run-record.ts';
import type { Move } from '../model/schedule.ts';
import { dropAllThatIsOpen, dropCrashed } from './abandon.ts';
import { goesOut, nextOf, type Parked } from './client.ts';
import { Clients, type Whereabouts } from './clients.ts';
import { DeadlockVictims } from './deadlock-victims.ts';
import { endingOf } from './ending.ts';
import { Faults } from './faults.ts';
import { checkReply, checkSessions, InFlight, type Sent } from './in-flight.ts';
import { Inside } from './inside.ts';
import { LockWaits } from './lock-waits.ts';
import { Monotony } from './monotony.ts';
import { goingOn, nextFootprint, noteMemory } from './next-footprint.ts';
import { outsideOf } from './outside.ts';
import { PassingTime } from './passing-time.ts';
import { Quiescence } from './quiescence.ts';
import { RowsInTurn } from './rows-in-turn.ts';
import { beginningMs, RunClock } from './run-clock.ts';
import { type RunOptions, usualReplyTimeoutMs } from './run-options.ts';
import { startOf } from './start.ts';
import { beginTurn, turnOf } from './turn.ts';

/**
 * One execution under control. All clients are parked at their start; `go` lets one of them do one operation and returns
 * when everything has come to rest again: each client is parked, finished, waiting for a lock, or inside the process.
 *
 * A move strikes (a fault), launches (the operation is sent) and settles, with one reply delivered after the other.
 */
export class Run implements Controller {
  readonly turns: Turn[] = [];
  readonly clock: VirtualClock;
  readonly catalog: KnownCatalog;
  /** Time that may go by while clients are at work. */
  readonly passing: PassingTime;
  readonly #options: RunOptions;
  readonly #clients: Clients;
  readonly #inFlight = new InFlight();
  readonly #quiescence: Quiescence;
  readonly #victims: DeadlockVictims;
  readonly #lockWaits: LockWaits;
  readonly #faults: Faults;
  readonly #monotony: Monotony;
  readonly #rowsInTurn: RowsInTurn;
  readonly #clock: RunClock;
  /** Present in a run that is shown. */
  readonly inside: Inside | undefined;

  /** `prefix` are the moves that are planned: some must be prepared for before they are made. */
  constructor(plans: readonly ClientPlan[], prefix: readonly Move[], options: RunOptions) {
    const { redisClock, monitor, pauseMs, patientTimers = false, victimTimeoutMs } = options;
    const { replyTimeoutMs = usualReplyTimeoutMs, placeOf } = options;
    const { turns } = this;
    const clock = new RunClock(
      async (byMs) => redisClock?.advance(byMs),
      (delayMs) => this.#monotony.latenessMs(delayMs),
      options.beginsMs,
    );
    this.#monotony = new Monotony(turns, () => clock.nowMs);
    this.#options = options;
    this.catalog = options.catalog ?? new KnownCatalog();
    this.#clock = clock;
    const outside = outsideOf(this, () => this.#clients);
    const isOneOutOfSight = () => this.#clients.isOneOutOfSight();
    this.#quiescence = new Quiescence(replyTimeoutMs, isOneOutOfSight, outside);
    this.#clients = new Clients(plans, this, {
      turns,
      clock,
      patientTimers,
      isMonotonous: () => this.#monotony.lasts,
      isInFlight: (client) => this.#inFlight.of(client) !== undefined,
      onChange: () => this.#quiescence.wake(),
    });
    this.#victims = new DeadlockVictims(prefix, options.choosesVictims ?? false, victimTimeoutMs);
    const waits = { inFlight: this.#inFlight, sessions: controlledSessions };
    this.#rowsInTurn = new RowsInTurn(turns, plans.length, { ...waits, catalog: this.catalog });
    this.#lockWaits = new LockWaits(monitor, replyTimeoutMs, {
      ...waits,
      quiescence: this.#quiescence,
      victims: this.#victims,
      mayOthersEndIt: () => this.enabled().length > 0 || this.#faults.crashIsComing,
    });
    const parts = { turns, clients: this.#clients, clock };
    this.passing = new PassingTime({ ...parts, patientTimers });
    this.#faults = new Faults({ ...parts, passing: this.passing, redisClock, pauseMs });
    this.inside = placeOf && new Inside(turns, this.#clients, placeOf);
    this.clock = {
      beganMs: beginningMs,
      nowMs: () => clock.nowMs,
      arm: (...timer) => this.#clients.arm(...timer),
      noteRead: (...read) => this.passing.noteRead(...read),
    };
    for (const client of this.#clients.all())
      this.#clients.enter(client.plan.name, startOf(client, this.#clients, turns));
  }

  /** The clients that can be let go now, in the order of their names. */
  enabled(): string[] {
    return this.#clients.enabled();
  }

  /** What the client would do next. Throws `ExplorationError` when that is nothing. */
  next(name: string): Whereabouts & Parked {
    return { ...this.#clients.next(name), ...this.#clients.whereaboutsOf(name) };
  }

  /** What the client's next operation touches, as far as that is known: see `nextFootprint`. */
  footprintOfNext(name: string, isKnown?: boolean): Footprint {
    return nextFootprint(name, this.#clients, this.#inFlight, isKnown);
  }

  /** Whether the client has something to do. Another one may have called off its timer. */
  hasNext(name: string): boolean {
    return nextOf(this.#clients.get(name)) !== undefined;
  }

  /** Whether this client has only repeated itself for a while, and all others have done no more. */
  repeatsItself(name: string): boolean {
    return this.#monotony.isOf(name);
  }

  /**
   * The clients that do not come to an end by themselves, where all that had one of the last turns are such,
   * and no other can go on. `among` says how many turns must show it.
   */
  repeating(among: number): readonly Repeating[] | undefined {
    const repeating = this.#monotony.repeating(among);
    const isOneOf = (name: string) => repeating?.some(({ client }) => client === name);
    return this.enabled().every(isOneOf) ? repeating : undefined;
  }

  /** Makes a move, and returns the turn that came of it once everything is at rest. */
  async go(move: Move): Promise<Turn> {
    const parked = this.#clients.next(move.client);
    const footprint = this.footprintOfNext(move.client);
    const turn = turnOf(this.turns.length, move, parked, footprint, this.#options);
    this.turns.push(turn);
    const tellEnd = beginTurn(turn, this.#options, this);
    await this.#play(turn, parked);
    noteMemory(turn, this.#clients);
    tellEnd();
    this.#monotony.note();
    await this.#options.onRest?.(this.turns, this.#clock.nowMs);
    return turn;
  }

  async #play(turn: Turn, parked: Parked): Promise<void> {
    const { client, fault } = turn.move;
    const { instance } = this.#clients.get(client).plan;
    if (fault === 'pause') return this.#faults.pause(turn);
    await this.#faults.strike(turn);
    // A pause is over, or a timer fires, when no other client can go on: whatever came before cannot come after this.
    if (this.#clients.resume(instance) || this.#clients.firesAtLast(client))
      turn.footprint = 'everything';
    if (fault === 'crash-before') return this.#crash(instance, turn);
    this.#clients.take(client, parked);
    if (goesOut(turn)) turn.besideTimer = this.#clients.timerArmedBy(client);
    await this.#victims.othersLook(parked.operation);
    this.#launch(parked.operation, turn);
    await this.#settle(turn);
    if (fault === 'crash-after' || fault === 'crash-half') await this.#crash(instance, turn);
  }

  /** How it stands when no client is enabled. Throws `Undecided` when what a client waits for may come or not. */
  ending(): Ending | undefined {
    return this.enabled().length > 0 ? undefined : endingOf(this.#clients, this.#inFlight);
  }

  /** What became of the clients, as a record of the run tells it. */
  get ends(): Clients['ends'] {
    return this.#clients.ends;
  }

  /** Resolves when no work that was begun in this run's name is still going on. */
  async rest(): Promise<void> {
    await this.#quiescence.quiet();
  }

  /** Another run goes on where this one has ended, or was only the set-up: time goes on with it. */
  continuesIn(later: Run): void {
    this.#clock.continuesIn(later.#clock);
  }

  /** Refuses whatever the clients still try to do. */
  end(): void {
    this.#clients.freeze();
    refuseAllOf(this);
  }

  /** Ends a run whose clients have not all finished: afterwards, nothing of it may hold a lock. */
  async abandon(): Promise<void> {
    this.end();
    const instances = this.#clients.all().map(({ plan }) => plan.instance);
    await dropAllThatIsOpen(instances, [...this.#inFlight], this.#options.monitor);
  }

  get sessionSettings(): Readonly<Record<string, string>> {
    return this.#victims.sessionSettings;
  }

  park(operation: Operation, { client }: Actor): void {
    this.#clients.park(client, operation);
  }

  refusal(): Error | undefined {
    return this.#clients.refusal();
  }

  get isOver(): boolean {
    return this.#clients.frozen;
  }

  busy(change: 1 | -1): void {
    this.#quiescence.busy(change);
  }

  noteLock(note: LockNote, { client }: Actor): void {
    if (client !== undefined && !this.isOver) this.inside?.noteLock(client, note);
  }

  touchesAtOnce(...touched: Parameters<Controller['touchesAtOnce']>): 'all' | 'half' | 'nothing' {
    return this.#faults.touchesAtOnce(...touched);
  }

  #launch(operation: Operation, turn: Turn): void {
    const { name: client, instance } = this.#clients.get(turn.client).plan;
    const sent = this.#inFlight.add({ operation, client, instance, launchedAt: turn.index });
    this.#rowsInTurn.sent(operation, turn);
    this.#victims.arm(sent, turn, this.#inFlight.size > 1);
    void this.#faults.send(operation, turn).then((reply) => {
      this.#inFlight.replied(sent, reply);
      this.#quiescence.wake();
    });
  }

  /** Comes to rest: delivers replies one at a time, the acting client's first. */
  async #settle(turn: Turn): Promise<void> {
    const acting = this.#inFlight.launchedAt(turn.index);
    // No code in the process moves while a statement is on its way.
    if (!acting?.operation.session) await this.#quiescence.quiet();
    for (;;) {
      const replied = this.#inFlight.nextReplied(turn.index);
      if (replied) this.#deliver(replied, turn);
      else if (this.#lockWaits.interruptionIsComing) await this.#lockWaits.interruptionArrives();
      else if (this.#inFlight.size === 0 || (await this.#lockWaits.allRest(turn))) break;
      // The acting client's reply comes first: there is no need to wait for any other.
      else if (acting?.reply) continue;
      await this.#quiescence.quiet();
    }
    const { takesChances } = this.#options;
    checkSessions(takesChances);
    if (!takesChances) for (const one of [this.#inFlight, this.#victims]) one.checkForChance();
    if (acting && this.#inFlight.has(acting)) {
      turn.outcome = 'waiting';
      turn.waitsFor = acting.waitsFor ?? [];
    }
    this.#rowsInTurn.rest();
  }

  #deliver(sent: Sent, turn: Turn): void {
    const { operation, client, launchedAt, footprint } = sent;
    const reply = sent.reply as Reply;
    const touched = (before: Footprint) => this.#rowsInTurn.touched(before, sent);
    this.#inFlight.remove(sent);
    this.#rowsInTurn.answered(sent);
    checkReply(sent, turn.index, this.#options);
    const deadlock = this.#victims.brokenBy(sent, this.#lockWaits.circle);
    turn.deadlock ??= deadlock;
    if (launchedAt === turn.index) {
      turn.reply = reply;
      // What it has let go is done before the crash, and known.
      if (this.#faults.losesReply(turn)) return this.#inFlight.forgetWaitsAfter(sent, turn);
      turn.footprint = touched(turn.footprint);
    } else {
      this.#lockWaits.interruptionIsOver();
      turn.released.push({ client, launchedAt, reply });
      const done = touched(footprint);
      turn.footprint = union(turn.footprint, goingOn(done, this.#clients.memoryOf(client)));
    }
    if (reply.error)
      turn.footprint = union(turn.footprint, afterFailure(footprint, operation.footprint()));
    this.#inFlight.forgetWaitsAfter(sent, turn);
    if (this.#inFlight.size > 0 && operation.sql?.interrupts) this.#lockWaits.expectInterruption();
    this.#faults.deliver(sent);
  }

  /** What the instance held is gone: the survivors that waited for it go on. */
  async #crash(instance: number, turn: Turn): Promise<void> {
    turn.footprint = 'everything';
    this.#clients.crash(instance);
    await dropCrashed(instance, this.#inFlight.drop(instance), this.#options.monitor);
    await this.#settle(turn);
    turn.outcome = 'crashed';
  }
}
