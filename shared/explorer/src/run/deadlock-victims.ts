import { controlledSessions } from '../control/postgres/controlled-session.ts';
import { afterRealMs, realNowMs } from '../control/real-time.ts';
import { LeftToChance, NotInDeadlock, Undecided, VictimLookedTooEarly } from '../model/errors.ts';
import { mayDo } from '../model/footprint.ts';
import type { Operation, Session } from '../model/operation.ts';
import type { Turn } from '../model/run-record.ts';
import type { Move } from '../model/schedule.ts';
import type { InFlight, Sent } from './in-flight.ts';

/**
 * Chooses the victim of a deadlock. PostgreSQL cancels the session that looks first. Sessions begin
 * with a deadlock time-out that never passes; the client that may close a cycle looks after a
 * millisecond, so it is the victim, unless the schedule names another: then that one looks a little
 * later, when the cycle is there. The end of one deadlock may close the next one: the client that has
 * closed the first looks later still, in case it is in that one.
 */
export class DeadlockVictims {
  /** The turns in which a victim that a later move names begins to wait, with the number of deadlocks that it outlives. */
  readonly #plannedAt: ReadonlyMap<number, number>;
  readonly #choosesVictims: boolean;
  readonly #timeoutMs: number;
  /** The client that must look first for a deadlock that forms in this turn. */
  #looksFirst: string | undefined;
  /** The client that closes the circle of another victim in this turn: it finds what that one leaves unbroken. */
  #looksLater: string | undefined;
  /** When each client that looks at once has done so, in real time. */
  #lookedMs = 0;
  /** When a deadlock of this turn was broken last, in real time. */
  #brokenMs: number | undefined;
  /** Of this turn, a client that has looked before that one, for a deadlock that both are in. */
  #lookedBefore: string | undefined;

  /**
   * @param prefix The moves that are planned.
   * @param choosesVictims Whether sessions may be told how soon they look for a deadlock.
   */
  constructor(
    prefix: readonly Move[],
    choosesVictims: boolean,
    timeoutMs: number = usualVictimTimeoutMs,
  ) {
    this.#choosesVictims = choosesVictims;
    this.#timeoutMs = timeoutMs;
    this.#plannedAt = new Map(
      prefix.flatMap(({ victim }, at) => {
        if (victim === undefined) return [];
        const beginsAt = prefix.findLastIndex(({ client }, i) => i < at && client === victim);
        const outlived = prefix.slice(beginsAt, at).filter((move) => move.victim !== undefined);
        return [[beginsAt, outlived.length] as const];
      }),
    );
  }

  /** What every session begins with. */
  get sessionSettings(): Readonly<Record<string, string>> {
    return this.#choosesVictims ? { deadlock_timeout: String(neverMs) } : {};
  }

  /**
   * Tells the session of `sent`, before it sends, how soon it looks for a deadlock.
   *
   * @param othersWait Whether other operations have no reply, so that this one may close a circle.
   */
  arm({ operation, client, footprint }: Sent, { index, move }: Turn, othersWait: boolean): void {
    this.#looksFirst = move.victim;
    this.#looksLater = undefined;
    this.#lookedBefore = undefined;
    this.#brokenMs = undefined;
    const { session } = operation;
    if (!session || session.failed || !this.#choosesVictims) return;
    if (this.#plannedAt.has(index)) {
      session.setDeadlockTimeout(this.#timeoutOfMs(index));
    } else if (move.victim !== undefined && move.victim !== client) {
      session.setDeadlockTimeout(this.#timeoutMs + laterMs);
      this.#looksLater = client;
    } else if (session.open && othersWait) {
      session.setDeadlockTimeout(atOnceMs);
      this.#looksFirst = client;
      this.#lookedMs = realNowMs() + atOnceMs + lateMs;
    } else if (touchedSessions.has(session) && mayDo('lock', footprint)) {
      session.setDeadlockTimeout(neverMs);
      touchedSessions.delete(session);
      return;
    } else {
      return;
    }
    touchedSessions.add(session);
  }

  /**
   * Waits until those that look at once have looked, where this operation may close a circle: one of them that comes to
   * look only then would be the victim.
   */
  async othersLook({ footprint }: Operation): Promise<void> {
    const leftMs = this.#lookedMs - realNowMs();
    if (leftMs > 0 && mayDo('lock', footprint()))
      await new Promise<void>((resolve) => afterRealMs(leftMs, resolve));
  }

  /**
   * Throws when the victim that the schedule names cannot be, or is not going to be, the victim. What was waiting for the
   * victim of one deadlock may be in the next one, of which no victim is named: throws `Undecided` when no client breaks it.
   */
  check({ move: { victim } }: Turn, circle: readonly string[], inFlight: InFlight): void {
    if (this.#brokenMs !== undefined) return this.#checkNext(circle, this.#brokenMs);
    if (victim === undefined) return;
    if (!circle.includes(victim))
      throw new NotInDeadlock(`client ${victim} is not part of this deadlock`);
    const waiting = inFlight.of(victim);
    if (!waiting) return;
    const { launchedAt, launchedMs } = waiting;
    if (realNowMs() - launchedMs > this.#timeoutOfMs(launchedAt) + certainlyTooEarlyMs) {
      throw new VictimLookedTooEarly(`client ${victim} looked for a deadlock before there was one`);
    }
  }

  /** How long a victim waits before it looks: one that is to outlive another victim looks as much later. */
  #timeoutOfMs(turn: number): number {
    return this.#timeoutMs * (1 + (this.#plannedAt.get(turn) ?? 0));
  }

  #checkNext(circle: readonly string[], sinceMs: number): void {
    const patienceMs = this.#timeoutMs + laterMs + certainlyTooEarlyMs;
    if (this.#choosesVictims && realNowMs() - sinceMs > patienceMs)
      throw new Undecided(
        `the end of one deadlock has closed the next one, of the clients ${circle.join(', ')}: PostgreSQL may cancel any of these, and none was chosen`,
      );
  }

  /** The deadlock of this turn that was broken by cancelling `sent`, if one was; `seen` is what `membersOf` takes. */
  brokenBy(sent: Sent, seen: readonly string[] | undefined): Deadlock | undefined {
    if (sent.reply?.error?.code !== '40P01') return undefined;
    const deadlock = { victim: sent.client, members: this.membersOf(sent, seen) };
    this.broken(deadlock);
    return deadlock;
  }

  /** A deadlock of this turn was broken. */
  broken({ victim, members }: Deadlock): void {
    this.#brokenMs = realNowMs();
    const first = this.#looksFirst;
    if (victim !== first && members.includes(first ?? '')) this.#lookedBefore ??= victim;
  }

  /** Throws when a client has found a deadlock of this turn that was not the one to look first. */
  checkForChance(): void {
    const [first, before] = [this.#looksFirst, this.#lookedBefore];
    if (before === undefined) return;
    const what = `client ${before} looked for a deadlock before ${first}`;
    throw before === this.#looksLater ? new VictimLookedTooEarly(what) : new LeftToChance(what);
  }

  /**
   * The clients that were in the deadlock that has cancelled `sent`, by PostgreSQL's own words: it may
   * have broken the deadlock before the monitor could look, or in the middle of a look. The circle
   * that was `seen` counts where those words are in another language.
   */
  membersOf({ client, operation }: Sent, seen: readonly string[] | undefined): readonly string[] {
    const pids = operation.session?.deadlock ?? [];
    if (pids.length === 0) return seen ?? [client];
    const members = controlledSessions().filter(({ pid }) => pids.includes(pid));
    return [...new Set(members.map((session) => session.client ?? ''))].sort();
  }
}

type Deadlock = NonNullable<Turn['deadlock']>;

/** A `deadlock_timeout` that no run lives to see: a session that has it never looks for a deadlock. */
const neverMs = 100_000;

/**
 * So much later than the victim that the schedule names, the client that closes the circle looks itself: the victim may
 * leave another deadlock behind.
 */
const laterMs = 250;

/** The shortest `deadlock_timeout` there is: a session that has it looks at once. */
const atOnceMs = 1;

/** How late such a look may come, most of the time; a run in which it comes later still is repeated. */
const lateMs = 4;

/**
 * How long a chosen victim waits, unless the run says otherwise, before it looks for a deadlock. Each
 * such run takes as long as this, so it is short; where it is too short, the run is repeated.
 */
export const usualVictimTimeoutMs = 25;
/** A victim that looked too early gets this many times as long in the next run. */
export const victimTimeoutGrowth = 5;
/** A victim that had more than this is not given longer: more than a busy machine is wrong. */
export const mostVictimTimeoutMs = 3000;

/**
 * A chosen victim looks for a deadlock when its time-out has passed, and no second time. When the
 * circle is not broken so long after that, it has looked in vain. A busy machine can be late by some
 * hundred milliseconds, so a second is certain.
 */
const certainlyTooEarlyMs = 1000;

/**
 * The sessions whose deadlock time-out may not be the one they began with. A session outlives its
 * run when instances are used again, and takes the setting with it, so this outlives the runs, too.
 */
const touchedSessions = new WeakSet<Session>();
