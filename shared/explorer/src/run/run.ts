import { type Actor, type Controller, runAs, type VirtualClock } from '../control/actor.ts';
import { forgetCall } from '../control/call-sites.ts';
import { closeFilesOf } from '../control/files/file-operation.ts';
import { controlledSessions } from '../control/postgres/control-postgres.ts';
import type { LockMonitor } from '../control/postgres/lock-monitor.ts';
import { afterRealMs, loopTurn, realNowMs } from '../control/real-time.ts';
import { dropRedisConnections, type RedisClock } from '../control/redis/control-redis.ts';
import { RepeatableRandom } from '../control/repeatable-random.ts';
import {
  ExplorationError,
  LeftToChance,
  NotInDeadlock,
  VictimLookedTooEarly,
} from '../model/errors.ts';
import { conflict, type Footprint, mayDo, memoryOf, union } from '../model/footprint.ts';
import type { Operation, OperationKind, Reply } from '../model/operation.ts';
import type { ClientPlan, Ending, Turn } from '../model/run-record.ts';
import type { Move } from '../model/schedule.ts';

export interface RunOptions {
  /** Moves the expiry of Redis keys along with the run's own time. */
  readonly redisClock?: RedisClock;
  /** How far a pause moves the time. Default one minute. */
  readonly pauseMs?: number;
  /** Timers fire only when nobody else can go on. */
  readonly patientTimers?: boolean;
  /** Sees who waits for whom. Without it, no operation may wait in a database. */
  readonly monitor?: LockMonitor;
  /** How long a chosen victim waits before it looks for a deadlock. */
  readonly victimTimeoutMs?: number;
  /**
   * Whether what PostgreSQL leaves to chance is taken as it comes: who of several waiters gets a lock
   * first, and who of several sessions looks first for a deadlock.
   */
  readonly takesChances?: boolean;
  /** How long, in real time, an operation may go without a reply while it does not wait for a lock. */
  readonly replyTimeoutMs?: number;
}

interface Flying {
  readonly operation: Operation;
  readonly client: ClientState;
  readonly launchedAt: number;
  readonly launchedMs: number;
  readonly footprint: Footprint;
  reply?: Reply;
  /** The clients that it waits for, once that is known. */
  waitsFor?: readonly string[];
  /** The clients that it was last seen to wait for: those of them that wait, too, are to go first. */
  stoodBehind?: readonly string[];
}

interface Parked {
  readonly operation: Operation;
  /** The turn that brought the client here. */
  readonly at: number;
}

interface Timer extends Parked {
  readonly dueMs: number;
}

interface ClientState {
  readonly plan: ClientPlan;
  readonly actor: Actor;
  readonly parked: Parked[];
  readonly timers: Timer[];
  /** The turn in which a timer of this client fired last. */
  timerFiredAt?: number;
  finishedAt?: number;
  value?: unknown;
  crashed: boolean;
}

const never = 100_000;

/** A timer this long guards against something that hangs: it fires when nobody else can go on. */
const guardMs = 1000;

/** When every run begins: the first second of 2026. */
const beginningMs = Date.UTC(2026, 0, 1);

/**
 * One execution under control. All clients are parked at their start; `go` lets one of them do one
 * operation and returns when everything has come to rest again: each client is parked, finished,
 * waiting for a database lock, or waiting inside the process.
 */
export class Run implements Controller {
  readonly turns: Turn[] = [];
  readonly #clients = new Map<string, ClientState>();
  readonly #options: RunOptions;
  readonly #flying: Flying[] = [];
  readonly #paused = new Set<number>();
  #nowMs = beginningMs;
  readonly clock: VirtualClock;
  /** Victims that later moves name, by the turn at which they begin to wait. */
  readonly #plannedVictims: ReadonlySet<number>;
  #ended = false;
  #busy = 0;
  #activity = 0;
  #signal = () => {};
  readonly sessionSettings: Readonly<Record<string, string>>;

  constructor(plans: readonly ClientPlan[], prefix: readonly Move[], options: RunOptions) {
    this.#options = options;
    this.sessionSettings = options.monitor?.choosesVictims
      ? { deadlock_timeout: String(never) }
      : {};
    this.#plannedVictims = new Set(
      prefix.flatMap(({ victim }, at) =>
        victim === undefined
          ? []
          : [prefix.findLastIndex((move, i) => i < at && move.client === victim)],
      ),
    );
    this.clock = {
      nowMs: () => this.#nowMs,
      arm: (delayMs, actor, fire) => this.#arm(delayMs, actor, fire),
    };
    for (const plan of plans) {
      forgetCall(plan.name);
      const actor: Actor = {
        controller: this,
        instance: plan.instance,
        client: plan.name,
        random: new RepeatableRandom(plan.name),
      };
      const client: ClientState = { plan, actor, parked: [], timers: [], crashed: false };
      this.#clients.set(plan.name, client);
      this.park(this.#startOf(client), actor);
    }
  }

  /**
   * The clients that can be let go now, in the order of their names. When nobody can, the next timer
   * fires however long it is; when there is none, a pause is over.
   */
  enabled(): string[] {
    // What a client has left behind, or what runs in its name after its end, goes on as well.
    const clients = [...this.#clients.values()].filter(
      (client) => client.finishedAt === undefined || client.parked.length > 0,
    );
    const awake = clients.filter(({ plan }) => !this.#paused.has(plan.instance));
    return this.#enabledAmong(awake) ?? this.#enabledAmong(clients) ?? [];
  }

  #enabledAmong(clients: readonly ClientState[]): string[] | undefined {
    const ready = clients.filter((client) => client.parked.length > 0 || this.#mayFire(client));
    if (ready.length > 0) return ready.map(({ plan }) => plan.name);
    const [next] = clients
      .filter(({ timers, finishedAt }) => timers.length > 0 && finishedAt === undefined)
      .sort((a, b) => nextTimer(a).dueMs - nextTimer(b).dueMs);
    return next && [next.plan.name];
  }

  /**
   * A client that sleeps for a short time may wake up whenever the others are. One that has just
   * woken up does not again before somebody else has done what it may see: else a loop that polls
   * would be endless.
   */
  #mayFire(client: ClientState): boolean {
    if (client.timers.length === 0 || this.#flying.some((flying) => flying.client === client))
      return false;
    if (this.#options.patientTimers || nextTimer(client).dueMs - this.#nowMs >= guardMs)
      return false;
    const { timerFiredAt } = client;
    return (
      timerFiredAt === undefined ||
      this.turns
        .slice(timerFiredAt + 1)
        .some((turn) => turn.client !== client.plan.name && turn.footprint.length > 0)
    );
  }

  #arm(delayMs: number, actor: Actor, fire: () => void): () => void {
    const client = this.#clients.get(actor.client ?? '');
    if (this.#ended || !client || client.crashed) return () => {};
    const dueMs = this.#nowMs + Math.max(0, delayMs);
    const timer: Timer = {
      dueMs,
      at: this.turns.length - 1,
      operation: {
        kind: 'timer',
        text: `timer of ${delayMs} ms`,
        // Time goes by for Redis, too: any key may expire.
        footprint: () => [{ mode: 'write', scope: 'redis' }],
        perform: async () => {
          await this.#advanceTo(dueMs);
          client.timerFiredAt = this.turns.length - 1;
          return {};
        },
        deliver: () => runAs(actor, fire),
      },
    };
    client.timers.push(timer);
    this.#wake();
    return () => {
      const at = client.timers.indexOf(timer);
      if (at >= 0) client.timers.splice(at, 1);
    };
  }

  async #advanceTo(ms: number): Promise<void> {
    const byMs = ms - this.#nowMs;
    if (byMs <= 0) return;
    this.#nowMs = ms;
    await this.#options.redisClock?.advance(byMs);
  }

  /** Clients that wait for a lock of somebody else. */
  waiting(): string[] {
    return this.#flying.map(({ client }) => client.plan.name);
  }

  next(name: string): {
    kind: OperationKind;
    text: string;
    instance: number;
    canHalf: boolean;
    /** Whether it goes to a server that can be away. */
    canBeAway: boolean;
  } {
    const { operation } = this.#parked(name);
    return {
      canBeAway: operation.performAway !== undefined,
      kind: operation.kind,
      text: operation.text,
      instance: this.#client(name).plan.instance,
      canHalf: operation.performHalf !== undefined,
    };
  }

  /** What the client's next operation touches, as far as that is known before it runs. */
  footprintOfNext(name: string): Footprint {
    const { operation } = this.#parked(name);
    const own = operation.footprint();
    // A COMMIT after nothing but reads touches nothing, and yet gives the locks of tables back.
    const mayWake =
      own === 'everything' || own.length === 0 || own.some(({ mode }) => mode !== 'read');
    const woken = mayWake
      ? this.#flying
          .filter(({ waitsFor }) => waitsFor?.includes(name))
          .flatMap((flying) => [flying.footprint, this.#memoryOf(flying.client)])
      : [];
    return union(own, this.#memoryOf(this.#client(name)), ...woken);
  }

  /**
   * Whether the next operations of two clients may not be swapped. One that has lost its own, as when
   * another has called off its timer, depends on what the others do.
   */
  dependent(one: string, other: string): boolean {
    if (!this.#nextOf(one) || !this.#nextOf(other)) return true;
    return conflict(this.footprintOfNext(one), this.footprintOfNext(other));
  }

  async go(move: Move): Promise<Turn> {
    const client = this.#client(move.client);
    const parked = this.#parked(move.client);
    const turn: Turn = {
      index: this.turns.length,
      move,
      client: move.client,
      kind: parked.operation.kind,
      text: parked.operation.text,
      parkedAt: parked.at,
      outcome: 'done',
      waitsFor: [],
      released: [],
      finished: [],
      footprint: this.footprintOfNext(move.client),
    };
    this.turns.push(turn);
    if (move.fault === 'pause') {
      turn.outcome = 'paused';
      turn.footprint = 'everything';
      this.#paused.add(client.plan.instance);
      await this.#advanceTo(this.#nowMs + (this.#options.pauseMs ?? 60_000));
      return turn;
    }
    if (move.fault === 'redis-away') this.#redisIsAway = true;
    if (move.fault === 'redis-failover') await this.#options.redisClock?.failOver();
    const strikesRedis = move.fault === 'redis-away' || move.fault === 'redis-failover';
    if (strikesRedis) turn.footprint = 'everything';
    // A pause is over when nobody else can go on: whatever came before cannot come after this.
    if (this.#paused.delete(client.plan.instance)) turn.footprint = 'everything';
    if (move.fault === 'crash-before') {
      await this.#crash(client.plan.instance, turn);
      return turn;
    }
    if (client.parked[0] === parked) client.parked.shift();
    else client.timers.splice(client.timers.indexOf(parked as Timer), 1);
    this.#launch(client, parked.operation, turn);
    await this.#settle(turn);
    if (move.fault && !strikesRedis) await this.#crash(client.plan.instance, turn);
    return turn;
  }

  /** How the run stands when nobody is enabled, or undefined while somebody is. */
  ending(): Ending | undefined {
    if (this.enabled().length > 0) return undefined;
    const unfinished = [...this.#clients.values()].filter(
      (c) => !c.crashed && c.finishedAt === undefined,
    );
    if (unfinished.length === 0) return { kind: 'finished' };
    return {
      kind: 'stuck',
      waiting: unfinished.map((client) => {
        const flying = this.#flying.find((f) => f.client === client);
        return {
          client: client.plan.name,
          for: flying?.waitsFor ?? [],
          ...(flying ? { operation: flying.operation.text } : {}),
        };
      }),
    };
  }

  /** What each client's `run` returned, by name; absent for those that did not come to their end. */
  results(): Map<string, unknown> {
    const finished = [...this.#clients.values()].filter(
      (client) => client.finishedAt !== undefined,
    );
    return new Map(finished.map((client) => [client.plan.name, client.value]));
  }

  crashedInstances(): number[] {
    return [
      ...new Set([...this.#clients.values()].filter((c) => c.crashed).map((c) => c.plan.instance)),
    ];
  }

  /** Freezes whatever the clients still try to do. */
  end(): void {
    this.#ended = true;
  }

  /** Ends a run whose clients have not all finished: nothing of it may hold a lock afterwards. */
  async abandon(): Promise<void> {
    this.end();
    for (const { plan } of this.#clients.values()) closeFilesOf(plan.instance);
    const sessions = controlledSessions();
    for (const session of sessions) session.destroy();
    await this.#options.monitor?.terminate(sessions.map(({ pid }) => pid));
  }

  park(operation: Operation, actor: Actor): void {
    const client = this.#clients.get(actor.client ?? '');
    if (this.#ended || !client || client.crashed) return;
    client.parked.push({ operation, at: this.turns.length - 1 });
    this.#wake();
  }

  busy(change: 1 | -1): void {
    this.#busy += change;
    this.#wake();
  }

  writesAtOnce({ client: name, instance }: Actor): 'all' | 'half' | 'nothing' {
    const turn = this.turns.at(-1);
    const client = this.#clients.get(name ?? '');
    if (this.#ended || !client || !turn) return 'all';
    if (client.crashed) return 'nothing';
    const own = this.#clients.get(turn.client)?.plan.instance === instance;
    if (!own) return 'all';
    turn.wroteAtOnce = true;
    if (turn.move.fault !== 'crash-half' || this.#halved === turn.index) return 'all';
    this.#kill(instance);
    return 'half';
  }

  /** The turn whose operation was itself done by half. */
  #halved: number | undefined;

  #wake(): void {
    this.#activity += 1;
    this.#signal();
  }

  #startOf(client: ClientState): Operation {
    const { plan, actor } = client;
    return {
      kind: 'start',
      text: plan.label,
      footprint: () => [],
      perform: async () => {
        const finish = (value: unknown) => {
          if (client.crashed || this.#ended) return;
          client.finishedAt = this.turns.length - 1;
          client.value = value;
          this.turns.at(-1)?.finished.push(plan.name);
          this.#wake();
        };
        const now = () => {
          if (client.crashed) throw new ExplorationError(`client ${plan.name} has crashed`);
          return this.turns.length;
        };
        runAs(actor, () => plan.run(now)).then(finish, (error: unknown) => finish({ error }));
        return {};
      },
      deliver: () => {},
    };
  }

  #launch(client: ClientState, operation: Operation, turn: Turn): void {
    this.#armDeadlockDetection(client, operation, turn);
    const half = turn.move.fault === 'crash-half' ? operation.performHalf?.() : undefined;
    if (half) this.#halved = turn.index;
    const away = this.#redisIsAway ? operation.performAway : undefined;
    const flying: Flying = {
      operation,
      client,
      launchedAt: turn.index,
      launchedMs: realNowMs(),
      footprint: operation.footprint(),
    };
    this.#flying.push(flying);
    void (half ?? (away ?? operation.perform).call(operation)).then((reply) => {
      if (!reply.error && this.#inFrontOf(flying)) this.#overtaken = client.plan.name;
      flying.reply = reply;
      this.#wake();
    });
  }

  /**
   * Whether somebody still waits who had queued before this operation. When a changed row is
   * committed, PostgreSQL sends its first waiter on to the row's new version, and once in some
   * hundred times the second one is there before it. Who goes first must not be left to chance, and
   * nothing is lost: there is a schedule in which the second one had queued first. The COMMIT itself
   * has queued for nothing: its reply may come after that of whoever it lets go.
   */
  #inFrontOf({ stoodBehind }: Flying): boolean {
    return this.#flying.some(
      (other) => other.stoodBehind && !other.reply && stoodBehind?.includes(other.client.plan.name),
    );
  }

  #overtaken: string | undefined;
  #redisIsAway = false;

  /**
   * PostgreSQL cancels the session that looks first. Sessions begin with a deadlock timeout that
   * never passes; whoever may close a cycle looks after a millisecond, so it is the victim, unless
   * the schedule names another: then that one looks a little later, when the cycle is there.
   */
  #armDeadlockDetection(client: ClientState, operation: Operation, turn: Turn): void {
    const { session } = operation;
    this.#looksFirst = turn.move.victim;
    if (!session || session.failed || !this.#options.monitor?.choosesVictims) return;
    if (this.#plannedVictims.has(turn.index)) {
      session.setDeadlockTimeout(this.#victimTimeoutMs);
    } else if (turn.move.victim !== undefined && turn.move.victim !== client.plan.name) {
      session.setDeadlockTimeout(never);
    } else if (session.open && this.#flying.length > 0) {
      session.setDeadlockTimeout(1);
      this.#looksFirst = client.plan.name;
    } else if (this.#touched.has(session.pid) && mayDo('lock', operation.footprint())) {
      session.setDeadlockTimeout(never);
      this.#touched.delete(session.pid);
      return;
    } else {
      return;
    }
    this.#touched.add(session.pid);
  }

  /** Who is to look first for a deadlock that comes about in this turn. */
  #looksFirst: string | undefined;

  /** Sessions whose deadlock timeout may not be the one they began with. */
  readonly #touched = touchedSessions;

  get #victimTimeoutMs(): number {
    return this.#options.victimTimeoutMs ?? 25;
  }

  /** Comes to rest: delivers replies one at a time, the acting client's first. */
  async #settle(turn: Turn): Promise<void> {
    const acting = this.#flying.find(({ launchedAt }) => launchedAt === turn.index);
    // Nobody in the process moves while a statement is on its way.
    if (!acting?.operation.session) await this.#quiet();
    for (;;) {
      const replied = this.#flying
        .filter((flying) => flying.reply !== undefined)
        .sort(
          (a, b) =>
            Number(b.launchedAt === turn.index) - Number(a.launchedAt === turn.index) ||
            order(a, b),
        )[0];
      if (replied) this.#deliver(replied, turn);
      else if (this.#interrupts) await this.#interruptionArrives();
      else if (this.#flying.length === 0 || (await this.#allWait(turn))) break;
      // The acting client's reply comes first: nobody else's need be waited for.
      else if (acting?.reply) continue;
      await this.#quiet();
    }
    if (!this.#options.takesChances) this.#checkForChance(turn);
    if (acting && this.#flying.includes(acting)) {
      turn.outcome = 'waiting';
      turn.waitsFor = acting.waitsFor ?? [];
    }
  }

  #checkForChance({ deadlock }: Turn): void {
    if (this.#overtaken !== undefined)
      throw new LeftToChance(`client ${this.#overtaken} got its lock out of turn`);
    const first = this.#looksFirst;
    if (deadlock && deadlock.victim !== first && deadlock.members.includes(first ?? ''))
      throw new LeftToChance(`client ${deadlock.victim} looked for a deadlock before ${first}`);
  }

  #deliver(flying: Flying, turn: Turn): void {
    const { operation, client, launchedAt, footprint } = flying;
    const reply = flying.reply as Reply;
    this.#flying.splice(this.#flying.indexOf(flying), 1);
    const name = client.plan.name;
    if (reply.error?.code === '40P01') {
      turn.deadlock = { victim: name, members: this.#membersOf(flying) };
    }
    if (launchedAt === turn.index) {
      turn.reply = reply;
      // A crash in the middle of what is written at once strikes in the code that gets the reply.
      const goesOn = turn.move.fault === 'crash-half' && this.#halved !== turn.index;
      const crashes = turn.move.fault?.startsWith('crash') === true;
      if (crashes && !goesOn) return;
    } else {
      this.#interrupts = false;
      turn.released.push({ client: name, launchedAt, reply });
      turn.footprint = union(turn.footprint, footprint, this.#memoryOf(client));
    }
    if (reply.error) turn.footprint = union(turn.footprint, operation.footprint());
    // Somebody who got a lock may have got it from a victim whose own reply is still on its way.
    // The end of a transaction that has only read gives back the locks of its tables.
    const ended = operation.session?.open === false && this.#isWaitedFor(name);
    if (ended || reply.error || mayDo('release', turn.footprint) || mayDo('lock', footprint)) {
      for (const other of this.#flying) delete other.waitsFor;
    }
    if (this.#flying.length > 0 && /\bpg_(cancel|terminate)_backend\b/i.test(operation.text))
      this.#interrupts = true;
    operation.deliver();
  }

  /**
   * Who was in a deadlock, by PostgreSQL's own words: it may have broken it before anybody could look,
   * or in the middle of a look. What was seen counts where those words are in another language.
   */
  #membersOf({ client, operation }: Flying): readonly string[] {
    const pids = operation.session?.deadlock ?? [];
    if (pids.length === 0) return this.#cycle ?? [client.plan.name];
    const members = controlledSessions().filter(({ pid }) => pids.includes(pid));
    return [...new Set(members.map((session) => session.client ?? ''))].sort();
  }

  /** Whether a client that waits may be about to hear that it is cancelled. */
  #interrupts = false;

  /** PostgreSQL has sent the signal before it replied; the session that it is for needs a moment to obey. */
  async #interruptionArrives(): Promise<void> {
    this.#interrupts = false;
    await this.#changeOrDelay(100);
  }

  #isWaitedFor(name: string): boolean {
    return this.#flying.some(({ waitsFor }) => waitsFor?.includes(name));
  }

  /**
   * Whether every operation that has no reply waits for a lock whose holder is at rest. Asks at once
   * when the operation may well have to wait, else after a moment; then again until it is certain.
   */
  async #allWait(turn: Turn): Promise<boolean> {
    const { monitor } = this.#options;
    if (this.#flying.every((flying) => flying.waitsFor)) return true;
    const acting = this.#flying.find((flying) => flying.launchedAt === turn.index);
    if (!monitor || this.#flying.some(({ operation }) => !operation.session)) {
      await this.#changeOrDelay(this.#replyTimeoutMs);
      this.#checkForSilence();
      return false;
    }
    if (acting && !this.#mayHaveToWait(acting)) await this.#changeOrDelay(1);
    this.#cycle = undefined;
    let before = '';
    for (;;) {
      if (this.#flying.some((flying) => flying.reply)) return false;
      const waits = await monitor.waits(
        this.#flying.map(({ operation }) => operation.session?.pid ?? 0),
        new Set(controlledSessions().map(({ pid }) => pid)),
      );
      if (this.#flying.some((flying) => flying.reply)) return false;
      const waitsFor = this.#flying.map((flying) => this.#holders(flying, waits));
      const now = JSON.stringify(waitsFor);
      // While others are on their way as well, who waits for whom may change from look to look.
      const certain = this.#flying.length === 1 || now === before;
      if (waitsFor.every((holders) => holders.length > 0) && certain) {
        this.#cycle = findCycle(
          new Map(this.#flying.map((f, i) => [f.client.plan.name, waitsFor[i] ?? []])),
        );
        if (!this.#cycle) {
          this.#flying.forEach((flying, i) => {
            flying.waitsFor = waitsFor[i] ?? [];
            flying.stoodBehind = flying.waitsFor;
          });
          return true;
        }
        turn.circle = this.#cycle;
        this.#checkVictim(turn, this.#cycle);
      }
      before = now;
      this.#checkForSilence();
      if (waitsFor.some((holders) => holders.length === 0) || this.#cycle)
        await this.#changeOrDelay(1);
    }
  }

  #cycle: string[] | undefined;

  /** Whether the locks that are known to be held make it likely. Others are found out a little later. */
  #mayHaveToWait({ client, footprint }: Flying): boolean {
    return (
      mayDo('lock', footprint) &&
      controlledSessions().some(
        (session) =>
          session.open &&
          session.client !== client.plan.name &&
          conflict(session.locked, footprint),
      )
    );
  }

  #holders({ client, operation }: Flying, waits: ReadonlyMap<number, readonly number[]>): string[] {
    const pids = waits.get(operation.session?.pid ?? 0) ?? [];
    const sessions = controlledSessions();
    return pids.map((pid) => {
      const holder = sessions.find((session) => session.pid === pid);
      if (!holder?.client) {
        throw new ExplorationError(
          `client ${client.plan.name} is blocked by session ${pid}, which is none of the clients': close what else uses this database`,
        );
      }
      return holder.client;
    });
  }

  #checkVictim({ move: { victim } }: Turn, cycle: readonly string[]): void {
    if (victim === undefined) return;
    if (!cycle.includes(victim))
      throw new NotInDeadlock(`client ${victim} is not part of this deadlock`);
    const waiting = this.#flying.find(({ client }) => client.plan.name === victim);
    if (waiting && realNowMs() - waiting.launchedMs > this.#victimTimeoutMs + 1000) {
      throw new VictimLookedTooEarly(`client ${victim} looked for a deadlock before there was one`);
    }
  }

  #checkForSilence(): void {
    const oldest = this.#flying.find(
      (f) => !f.waitsFor && realNowMs() - f.launchedMs > this.#replyTimeoutMs,
    );
    if (oldest) {
      throw new ExplorationError(
        `client ${oldest.client.plan.name} got no reply to "${oldest.operation.text}" within ${this.#replyTimeoutMs} ms`,
      );
    }
  }

  get #replyTimeoutMs(): number {
    return this.#options.replyTimeoutMs ?? 10_000;
  }

  /** Resolves when nothing is at work any more that was begun in this run's name. */
  async rest(): Promise<void> {
    await this.#quiet();
  }

  /** Waits until no code of the clients is running: nothing moves for some turns of the event loop. */
  async #quiet(): Promise<void> {
    for (let still = 0; still < this.#turnsNeeded(); still += 1) {
      const before = this.#activity;
      await loopTurn();
      while (this.#busy > 0) {
        await this.#changeOrDelay(this.#replyTimeoutMs);
        still = -1;
      }
      if (this.#activity !== before || moreWorkUnderway()) still = -1;
    }
  }

  /** A client that is nowhere to be seen may wait for another, or may just need a few turns more. */
  #turnsNeeded(): number {
    for (const client of this.#clients.values()) {
      const missing =
        client.finishedAt === undefined &&
        !client.crashed &&
        client.parked.length === 0 &&
        client.timers.length === 0 &&
        !this.#flying.some((flying) => flying.client === client);
      if (missing) return 12;
    }
    return 2;
  }

  #changeOrDelay(ms: number): Promise<void> {
    return new Promise<void>((resolve) => {
      const cancel = afterRealMs(ms, resolve);
      this.#signal = () => {
        cancel();
        resolve();
      };
    });
  }

  async #crash(instance: number, turn: Turn): Promise<void> {
    turn.outcome = 'crashed';
    turn.footprint = 'everything';
    this.#kill(instance);
    closeFilesOf(instance);
    dropRedisConnections(instance);
    const survivors = this.#flying.filter(({ client }) => client.plan.instance !== instance);
    this.#flying.splice(0, this.#flying.length, ...survivors);
    for (const flying of survivors) delete flying.waitsFor;
    const lost = controlledSessions().filter((session) => session.instance === instance);
    for (const session of lost) session.destroy();
    await this.#options.monitor?.terminate(lost.map(({ pid }) => pid));
    await this.#settle(turn);
    turn.outcome = 'crashed';
  }

  /** From now on, nothing that the code of this instance still does counts. */
  #kill(instance: number): void {
    for (const client of this.#clients.values()) {
      if (client.plan.instance !== instance) continue;
      // One that has answered may have left something running: that ends as well.
      client.crashed = true;
      client.parked.length = 0;
      client.timers.length = 0;
    }
  }

  /** The memory that a client shares with others of its instance: any code may touch it. */
  #memoryOf({ plan }: ClientState): Footprint {
    if (plan.stateless) return [];
    const shared =
      [...this.#clients.values()].filter((c) => c.plan.instance === plan.instance).length > 1;
    return shared ? [memoryOf(plan.instance)] : [];
  }

  #client(name: string): ClientState {
    const client = this.#clients.get(name);
    if (!client) throw new ExplorationError(`there is no client ${name} in this race`);
    return client;
  }

  #nextOf(name: string): Parked | undefined {
    const client = this.#client(name);
    return client.parked[0] ?? (client.timers.length > 0 ? nextTimer(client) : undefined);
  }

  #parked(name: string): Parked {
    const parked = this.#nextOf(name);
    if (!parked)
      throw new ExplorationError(`client ${name} has no operation to be let go at this point`);
    return parked;
  }
}

const touchedSessions = new Set<number>();

function nextTimer({ timers }: ClientState): Timer {
  return timers.reduce((next, timer) => (timer.dueMs < next.dueMs ? timer : next));
}

function order(a: Flying, b: Flying): number {
  return a.client.plan.name < b.client.plan.name ? -1 : 1;
}

/** File, name and connection requests that were started by code that nobody controls. */
function moreWorkUnderway(): boolean {
  return process.getActiveResourcesInfo().some((name) => /Req|ConnectWrap/.test(name));
}

/**
 * The members of a cycle in who waits for whom, sorted, or undefined. Who waits for another session
 * of its own is no deadlock that PostgreSQL would see: it waits for good.
 */
function findCycle(waits: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const waitsFor = new Map(
    [...waits].map(([name, holders]) => [name, holders.filter((holder) => holder !== name)]),
  );
  for (const start of waitsFor.keys()) {
    const reached = new Set<string>();
    const open = [...(waitsFor.get(start) ?? [])];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (reached.has(name)) continue;
      reached.add(name);
      open.push(...(waitsFor.get(name) ?? []));
    }
    if (!reached.has(start)) continue;
    const reachesBack = (name: string, seen = new Set<string>()): boolean =>
      (waitsFor.get(name) ?? []).some(
        (next) => next === start || (!seen.has(next) && reachesBack(next, seen.add(next))),
      );
    return [start, ...[...reached].filter((name) => name !== start && reachesBack(name))].sort();
  }
  return undefined;
}
