import { runAs } from '../control/actor.ts';
import { rememberCallsOfRun } from '../control/call-sites.ts';
import { forgetPids } from '../control/control-pids.ts';
import { Watch } from '../control/escapes/watch.ts';
import { forgetFileTimes } from '../control/files/file-times.ts';
import { forgetOutsideWork } from '../control/outside-work.ts';
import { controlledSessions } from '../control/postgres/controlled-session.ts';
import { listenToSentAside } from '../control/postgres/sent-aside.ts';
import { RepeatableRandom } from '../control/repeatable-random.ts';
import { forgetUnhandled } from '../control/run-is-over.ts';
import { forgetSetUpTimers } from '../control/set-up-timers.ts';
import { NotReproducible, Undecided } from '../model/errors.ts';
import type { NextOperation } from '../model/exploration.ts';
import { Likeness, seenIn } from '../model/likeness.ts';
import type { ExploreOptions } from '../model/options.ts';
import type { ClientPlan, Ending, RunRecord } from '../model/run-record.ts';
import type { Afterwards, JudgedRun, Judgement, PreparedRun, Scenario } from '../model/scenario.ts';
import { formatMove, formatSchedule } from '../model/schedule.ts';
import { Run } from '../run/run.ts';
import { beginningMs } from '../run/run-clock.ts';
import type { RunOptions } from '../run/run-options.ts';
import { type Behind, type Branching, usualEndlessTurns, usualMaxTurns } from './branching.ts';
import { checkFaultsOf } from './check-options.ts';
import { instancesOf, withCrash } from './crashes-alike.ts';
import type { Branch, Sleeper } from './frontier.ts';
import { inTime } from './in-time.ts';
import { ordersOfSends } from './orders-of-sends.ts';
import type { Executed, InOrder, Plan } from './plan.ts';
import { endingOf, recordOf } from './record-of.ts';
import { sleepersIn, stillAsleep } from './sleepers.ts';
import { checkOutcome, idleClients, wrongEnding } from './wrong-ending.ts';

/** Executes one run of a search, from its preparation to its judgement. */
export class OneRun<Detail> {
  readonly #setting: Setting<Detail>;
  readonly #plan: Plan;
  #leftClean = false;
  /** What has run last, and how much time was let go by since. */
  #last: Run | undefined;
  #passedMs = 0;

  constructor(setting: Setting<Detail>, plan: Plan) {
    this.#setting = setting;
    this.#plan = plan;
  }

  /**
   * @param fresh Whether the run gets new instances.
   * @param checksSleeping Whether a client that sleeps must have something to do. On new instances,
   *   what has gone away was taken away by another client, not by an earlier run.
   */
  async execute({
    fresh,
    checksSleeping,
  }: {
    readonly fresh: boolean;
    readonly checksSleeping: boolean;
  }): Promise<Executed<Detail>> {
    const { branching, runOptions } = this.#setting;
    const plan = this.#plan;
    const { prepared, setUp } = await prepare(this.#setting, fresh);
    const { placeOf, callerOf } = plan.isShown ? prepared : {};
    using _ = placeOf && rememberCallsOfRun();
    const onRest = plan.isShown ? this.#setting.onRest : undefined;
    const sendsAreFree = plan.sendsAreFree === true && prepared.judgeInOrder !== undefined;
    const told = plan.mergesCrashes ? prepared.told : undefined;
    const instances = told && instancesOf(prepared.clients);
    const options = { ...runOptions, placeOf, callerOf, onRest, sendsAreFree, told };
    const run = new Run(prepared.clients, plan.prefix, options);
    setUp.continuesIn(run);
    this.#last = run;
    using watch = new Watch(this.#setting.mayEscape);
    try {
      await onRest?.([], run.clock.nowMs());
      const behind = await replayPrefix(run, plan);
      if (checksSleeping) checkSleeping(run, plan, behind);
      const next = plan.stopsThere ? await this.#goAsGuided(run) : [];
      const { repeated, found } = plan.stopsThere
        ? { repeated: false, found: [] }
        : await branching.goOn(run, behind, { ...plan, instances });
      if (watch.error) throw watch.error;
      watch[Symbol.dispose]();
      const record = recordOf(run, plan);
      const text = formatSchedule(record.schedule);
      this.#leftClean = record.ending.kind === 'finished';
      if (this.#leftClean) run.end();
      else await run.abandon();
      const inOrders = repeated ? [] : await this.#judgeInOrders(prepared, record, sendsAreFree);
      const judged = inOrders[0]?.judged;
      if (record.crashedInstances.length > 0 && !judged?.restarted) this.#leftClean = false;
      // What a session still holds would be kept from the next run.
      if (controlledSessions().some(({ open, mayKeepLocks }) => open || mayKeepLocks)) {
        this.#leftClean = false;
        await run.abandon();
      }
      const idle = idleClients(prepared.clients, record, judged?.accepts);
      const isStateless = prepared.clients.every(({ stateless }) => stateless === true);
      const leftClean = this.#leftClean;
      return { record, text, judged, inOrders, found, next, idle, leftClean, isStateless };
    } catch (error) {
      await run.abandon();
      // What escapes may well be why the run went wrong.
      throw watch.error ?? error;
    }
  }

  /** Goes on as the plan's guide says, if there is one. Returns who could go on from there. */
  async #goAsGuided(run: Run): Promise<NextOperation[]> {
    for (;;) {
      const next = this.#setting.branching.nextOperations(run);
      const move = this.#plan.guide?.({ turns: run.turns, next });
      if (!move) return next;
      await run.go(move);
    }
  }

  async #judge(prepared: PreparedRun<Detail>, record: RunRecord): Promise<JudgedRun<Detail>> {
    const afterwards: Afterwards = {
      followUp: (client) => this.#followUp(client),
      passTime: async (ms) => {
        this.#passedMs += ms;
        await this.#setting.runOptions.redisClock?.advance(ms);
      },
    };
    const { catalog } = this.#setting.runOptions;
    using looked = listenToSentAside((statement) => catalog?.noteLook(statement));
    const judgement = await inTime('judge', this.#setting, () =>
      prepared.judge(record, afterwards),
    );
    looked[Symbol.dispose]();
    return this.#judgedRun(record, judgement);
  }

  /** The run, and the same one with its requests sent at other times, or with an earlier crash that is alike. */
  async #judgeInOrders(
    prepared: PreparedRun<Detail>,
    run: RunRecord,
    sendsAreFree: boolean,
  ): Promise<InOrder<Detail>[]> {
    const [own = { record: run }, ...others] = sendsAreFree ? ordersOfSends(run) : [];
    const judged = await this.#judge(prepared, own.record);
    const inOrders = [{ record: own.record, judged }];
    for (const { record, places } of others) {
      const judgement = await inTime(
        'judge',
        this.#setting,
        async () => await prepared.judgeInOrder?.(record, places),
      );
      if (judgement) inOrders.push({ record, judged: this.#judgedRun(record, judgement) });
    }
    for (const crash of this.#plan.likewise ?? []) {
      const record = withCrash(own.record, crash);
      inOrders.push({ record, judged: this.#judgedRun(record, judged) });
    }
    return inOrders;
  }

  #judgedRun(record: RunRecord, judgement: Judgement<Detail>): JudgedRun<Detail> {
    // What comes of a run that was given up is not known, whatever it looks like in the middle.
    const isGivenUp = record.ending.kind === 'too-long' && !this.#plan.stopsThere;
    const { violation: said, ...rest } = judgement;
    checkOutcome(rest.outcome);
    const violation = isGivenUp ? undefined : (said ?? wrongEnding(record, rest.accepts));
    return {
      ...record,
      ...rest,
      ...(violation !== undefined && { violation }),
      text: formatSchedule(record.schedule),
    } as JudgedRun<Detail>;
  }

  async #followUp(client: ClientPlan): Promise<Ending> {
    const { runOptions, maxTurns = usualMaxTurns } = this.#setting;
    const beginsMs = (this.#last?.clock.nowMs() ?? 0) + this.#passedMs;
    const run = new Run([client], [], { ...runOptions, beginsMs });
    this.#last?.continuesIn(run);
    this.#last = run;
    this.#passedMs = 0;
    while (
      run.enabled().length > 0 &&
      run.turns.length < maxTurns &&
      !run.repeating(usualEndlessTurns)
    )
      await run.go({ client: client.name });
    const ending = endingOf(run, {});
    if (ending.kind === 'finished') {
      run.end();
      return ending;
    }
    this.#leftClean = false;
    await run.abandon();
    if (ending.kind === 'too-long')
      throw new Undecided(`"${client.label}" was given up after ${ending.turns} turns`);
    return ending;
  }
}

/** What the runs of a search have in common. */
export interface Setting<Detail> {
  readonly scenario: Scenario<Detail>;
  readonly branching: Branching;
  readonly runOptions: RunOptions;
  readonly faultsOf?: ExploreOptions['faultsOf'];
  readonly maxTurns?: number;
  readonly mayEscape?: ExploreOptions['mayEscape'];
  readonly scenarioTimeoutMs?: number;
  readonly setUpAgeMs?: number;
  /** Called in runs that are shown. */
  readonly onRest?: RunOptions['onRest'];
}

/** Brings the scenario to its beginning, on new instances or on those of the last run. */
export async function prepare<Detail>(
  setting: Setting<Detail>,
  fresh: boolean,
): Promise<{ readonly prepared: PreparedRun<Detail>; readonly setUp: Run }> {
  const { scenario, runOptions, setUpAgeMs = 0 } = setting;
  if (fresh) {
    forgetOutsideWork();
    forgetPids();
    forgetSetUpTimers();
  }
  forgetFileTimes();
  forgetUnhandled();
  const setUp = new Run([], [], { ...runOptions, beginsMs: beginningMs - setUpAgeMs });
  const random = new RepeatableRandom('set-up');
  const prepared = await inTime('prepare', setting, () =>
    scenario.prepare({
      fresh,
      as: (instance, work) =>
        runAs({ controller: setUp, instance, client: undefined, random }, work),
      rest: () => setUp.rest(),
    }),
  );
  checkFaultsOf(setting, prepared.clients);
  await runOptions.catalog?.learn();
  return { prepared, setUp };
}

async function replayPrefix(
  run: Run,
  { prefix, expected, sleeping, others }: Branch,
): Promise<Behind> {
  let sleptBefore: readonly Sleeper[] = [];
  let asleep: readonly Sleeper[] = [];
  const likeness = new Likeness();
  for (const [i, move] of prefix.entries()) {
    const isReady = run.enabled().includes(move.client);
    if (!isReady) {
      throw new NotReproducible(
        `move ${i + 1} of schedule ${formatSchedule(prefix)}, ${formatMove(move)}, cannot happen: client ${move.client} has nothing to be let go there`,
      );
    }
    const { text } = run.next(move.client).operation;
    const earlier = expected[i];
    if (earlier && !likeness.isSame(earlier.text, text)) {
      throw new NotReproducible(
        `move ${i + 1} of schedule ${formatSchedule(prefix)} was "${earlier.text}" in an earlier run and is "${text}" now`,
      );
    }
    if (i === prefix.length - 1) {
      // A row that was known by what was drawn for it has another name now.
      sleptBefore = sleepersIn(run, likeness.differs ? sleeping.map(withoutKeys) : sleeping);
    }
    const turn = await run.go(move);
    if (earlier) likeness.told(earlier, seenIn(turn));
    asleep = stillAsleep(sleptBefore, turn);
  }
  return { asleep, sleptBefore, others };
}

function withoutKeys(sleeper: Sleeper): Sleeper {
  const { footprint } = sleeper;
  if (footprint === 'everything') return sleeper;
  return { ...sleeper, footprint: footprint.map(({ mode, scope }) => ({ mode, scope })) };
}

/** A client that sleeps had something to do here in an earlier run, and has been left alone since. */
function checkSleeping(run: Run, { prefix }: Branch, { asleep }: Behind): void {
  const enabled = run.enabled();
  const gone = asleep.find(({ client }) => !enabled.includes(client))?.client;
  if (gone === undefined) return;
  throw new NotReproducible(
    `after schedule ${formatSchedule(prefix)}, client ${gone} had something to do in an earlier run and has nothing now`,
  );
}
