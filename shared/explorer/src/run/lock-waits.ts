import type { LockMonitor } from '../control/postgres/lock-monitor.ts';
import { realNowMs } from '../control/real-time.ts';
import { ExplorationError, Undecided } from '../model/errors.ts';
import { conflict, mayDo } from '../model/footprint.ts';
import type { Operation, Session } from '../model/operation.ts';
import type { Turn } from '../model/run-record.ts';
import type { DeadlockVictims } from './deadlock-victims.ts';
import type { InFlight, Sent } from './in-flight.ts';
import type { Quiescence } from './quiescence.ts';
import { findCycle } from './wait-graph.ts';

/** Finds out which operations wait for a lock in the database, and for which clients. */
export class LockWaits {
  readonly #monitor: Monitor | undefined;
  readonly #replyTimeoutMs: number;
  readonly #parts: Parts;
  #circle: readonly string[] | undefined;
  #interruptionIsComing = false;

  /**
   * @param monitor Sees which session waits for which. Without it, no operation may wait in a database.
   * @param replyTimeoutMs How long an operation may go without a reply while it waits for no lock.
   */
  constructor(monitor: Monitor | undefined, replyTimeoutMs: number, parts: Parts) {
    this.#monitor = monitor;
    this.#replyTimeoutMs = replyTimeoutMs;
    this.#parts = parts;
  }

  /** The clients that waited in a circle at the last look. */
  get circle(): readonly string[] | undefined {
    return this.#circle;
  }

  /**
   * Whether every operation that has no reply waits for a lock whose holder is at rest. Asks at once
   * when the operation may well have to wait, else after a moment; then again until it is certain.
   */
  async allWait(turn: Turn): Promise<boolean> {
    const { inFlight, quiescence, victims, sessions } = this.#parts;
    const sent = [...inFlight];
    if (sent.every(({ waitsFor }) => waitsFor)) return true;
    const acting = inFlight.launchedAt(turn.index);
    if (!this.#monitor || sent.some(({ operation }) => !operation.session)) {
      await quiescence.changeOrDelay(this.#replyTimeoutMs);
      this.#checkForSilence();
      return false;
    }
    if (acting && !mayHaveToWait(acting, sessions())) await quiescence.changeOrDelay(usualReplyMs);
    this.#circle = undefined;
    let before = '';
    for (;;) {
      const waits = await this.#look(this.#monitor);
      if (!waits) return false;
      const { waitsFor, circle } = waits;
      for (const [{ operation }, holders] of waitsFor)
        if (holders.length > 0) operation.mayHaveWaited = true;
      const all = [...waitsFor.values()];
      const now = JSON.stringify(all);
      // While other statements are on their way as well, the answer may change from look to look.
      const isCertain = inFlight.size === 1 || now === before;
      if (all.every((holders) => holders.length > 0) && isCertain) {
        this.#circle = circle;
        if (!this.#circle) {
          for (const [one, holders] of waitsFor) {
            one.waitsFor = holders;
            one.stoodBehind = holders;
          }
          return true;
        }
        turn.circle = this.#circle;
        victims.check(turn, this.#circle, inFlight);
      }
      before = now;
      this.#checkForSilence();
      if (all.some((holders) => holders.length === 0) || this.#circle)
        await quiescence.changeOrDelay(1);
    }
  }

  /** Whether all that was sent waits for locks, and no limit of PostgreSQL ends that before something else does. */
  async allRest(turn: Turn): Promise<boolean> {
    return (
      (await this.allWait(turn)) &&
      (this.#parts.mayOthersEndIt() || !(await this.#limitEndsOne(turn)))
    );
  }

  /**
   * No client can be let go or is about to crash, and all that was sent waits for locks. Where PostgreSQL was told
   * of a limit, such a wait ends by itself: returns whether one has. Throws `Undecided` where that would take too long.
   */
  async #limitEndsOne(turn: Turn): Promise<boolean> {
    const { inFlight, quiescence } = this.#parts;
    const allLimited = [...inFlight].filter(({ operation }) => operation.session?.waitLimitMs);
    const limited = allLimited.filter(({ operation }) => limitOf(operation) <= longestWaitMs);
    if (limited.length === 0 && allLimited[0]) throw new Undecided(waitsTooLong(allLimited[0]));
    for (const sent of limited) {
      sent.outwaits = true;
      if (sent.launchedAt === turn.index) turn.waitsFor = sent.waitsFor ?? [];
    }
    const endsMs = ({ launchedMs, operation }: Sent) =>
      launchedMs + limitOf(operation) + this.#replyTimeoutMs;
    const lastMs = Math.max(...limited.map(endsMs));
    while (!inFlight.hasReply && realNowMs() < lastMs)
      await quiescence.changeOrDelay(lastMs - realNowMs());
    return inFlight.hasReply;
  }

  /** A statement has told PostgreSQL to cancel another one, which may be about to hear of it. */
  expectInterruption(): void {
    this.#interruptionIsComing = true;
  }

  /** What was expected has come, or something else that a client had waited for. */
  interruptionIsOver(): void {
    this.#interruptionIsComing = false;
  }

  get interruptionIsComing(): boolean {
    return this.#interruptionIsComing;
  }

  /** PostgreSQL has sent the signal before it replied; the session that it is for needs a moment to obey. */
  async interruptionArrives(): Promise<void> {
    this.#interruptionIsComing = false;
    await this.#parts.quiescence.changeOrDelay(interruptionMs);
  }

  /** Which operation waits for whom; undefined as soon as there is a reply. */
  async #look(monitor: Monitor): Promise<Waits | undefined> {
    const { inFlight, sessions } = this.#parts;
    if (inFlight.hasReply) return undefined;
    const waits = await monitor.waits(
      [...inFlight].map(({ operation }) => operation.session?.pid ?? 0),
      new Set(sessions().map(({ pid }) => pid)),
    );
    if (inFlight.hasReply) return undefined;
    return {
      waitsFor: new Map([...inFlight].map((sent) => [sent, holdersOf(sent, waits, sessions())])),
      circle: circleIn(waits, sessions()),
    };
  }

  /** What to do where the explorer cannot see whether a session waits for a lock. */
  #blind({ operation }: Sent): string {
    if (this.#monitor || !operation.session) return '';
    return ': give the option postgresUrl, so that the explorer sees whether it waits for a lock';
  }

  #checkForSilence(): void {
    const oldest = [...this.#parts.inFlight].find(
      ({ waitsFor, launchedMs }) => !waitsFor && realNowMs() - launchedMs > this.#replyTimeoutMs,
    );
    if (oldest) {
      throw new ExplorationError(
        `client ${oldest.client} got no reply to "${oldest.operation.text}" within ${this.#replyTimeoutMs} ms${this.#blind(oldest)}`,
      );
    }
  }
}

interface Parts {
  readonly inFlight: InFlight;
  readonly quiescence: Quiescence;
  readonly victims: DeadlockVictims;
  /** The sessions that controlled code has open, as they are when this is called. */
  readonly sessions: () => readonly Session[];
  /** Whether a wait may end without a limit: some client can be let go, or is about to crash. */
  readonly mayOthersEndIt: () => boolean;
}

/** Who waits for whom, as PostgreSQL says. */
interface Waits {
  /** For each operation the clients that it waits for. */
  readonly waitsFor: ReadonlyMap<Sent, readonly string[]>;
  /** The clients whose sessions wait for each other in a circle. */
  readonly circle: readonly string[] | undefined;
}

/** Sees which session waits for which. */
type Monitor = Pick<LockMonitor, 'waits'>;

/**
 * Whether the locks that are known to be held make a wait likely. The monitor finds out about the
 * rest.
 */
function mayHaveToWait({ client, footprint }: Sent, sessions: readonly Session[]): boolean {
  return (
    mayDo('lock', footprint) &&
    sessions.some(
      (session) => session.open && session.client !== client && conflict(session.locked, footprint),
    )
  );
}

/** A client may wait for another session of its own, at which no one waits: PostgreSQL sees no deadlock there. */
function circleIn(
  waits: ReadonlyMap<number, readonly number[]>,
  sessions: readonly Session[],
): readonly string[] | undefined {
  const pids = findCycle(waits);
  const clients = pids?.map((pid) => sessions.find((session) => session.pid === pid)?.client ?? '');
  return clients && [...new Set(clients)].sort();
}

function holdersOf(
  { client, operation }: Sent,
  waits: ReadonlyMap<number, readonly number[]>,
  sessions: readonly Session[],
): string[] {
  const pids = waits.get(operation.session?.pid ?? 0) ?? [];
  return pids.map((pid) => {
    const holder = sessions.find((session) => session.pid === pid);
    if (!holder?.client) {
      throw new ExplorationError(
        `client ${client} is blocked by session ${pid}, which does not belong to any client: close what else uses this database`,
      );
    }
    return holder.client;
  });
}

/** After how many milliseconds PostgreSQL ends a wait of this operation; 0 where it does not. */
function limitOf({ session }: Operation): number {
  return session?.waitLimitMs ?? 0;
}

/** A wait that PostgreSQL ends takes real time, in each run that comes to it. */
const longestWaitMs = 10_000;

function waitsTooLong({ client, operation }: Sent): string {
  const seconds = (ms: number) => `${ms / 1000} s`;
  return `client ${client} waits in "${operation.text}" until lock_timeout or statement_timeout ends that after ${seconds(limitOf(operation))}, and a search waits for ${seconds(longestWaitMs)} at most: set a shorter limit`;
}

/** A statement that need not wait is answered sooner than this, and then nothing is asked. */
const usualReplyMs = 1;

/** How long a session may need to obey a signal that PostgreSQL has sent it. */
const interruptionMs = 100;
