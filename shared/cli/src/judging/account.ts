import type { CourseStep, CourseTask, Race } from '@workbook/course';
import type { Finding } from '@workbook/judge';
import type { AttemptProgress, Stage, Standing } from './attempt-progress.ts';
import { expectedRuns } from './expected-runs.ts';
import { fails, isWrongAlone, passes, type RaceProgress, type RaceResult } from './judge-races.ts';
import { verdictsOf } from './judge-tasks.ts';

/** Keeps account of what is known while an attempt is judged, and tells it: what is settled stays so. */
export class Account {
  readonly #step: CourseStep;
  readonly #races: readonly Race[];
  readonly #tasks: readonly CourseTask[];
  readonly #tell: (progress: AttemptProgress) => void;
  readonly #nowMs: () => number;
  readonly #results = new Map<Race, RaceResult>();
  /** Races whose search has come to its end, whatever it was: no stage goes on with them. */
  readonly #ended = new Set<Race>();
  #runs = { settled: 0, underWay: new Map<string, number>() };
  readonly #findings = new Map<string, Finding>();
  #stage: Stage = 'first';
  /** Whether a race that cannot happen in this stage cannot happen at all. */
  #isFinal: (race: Race) => boolean = () => true;
  #isSearched = false;
  #isAtTasks = false;
  #heardOf = '';
  #begunMs = 0;
  #runsBefore = 0;

  /** Of an attempt at `step` that is judged by `races`; `nowMs` is any clock. */
  constructor(
    step: CourseStep,
    races: readonly Race[],
    tasks: readonly CourseTask[],
    tell: (progress: AttemptProgress) => void,
    nowMs = () => performance.now(),
  ) {
    this.#step = step;
    this.#races = races;
    this.#tasks = tasks;
    this.#tell = tell;
    this.#nowMs = nowMs;
  }

  get stage(): Stage {
    return this.#stage;
  }

  /** A stage begins. `isFinal` says of which races it is known after it, and all later ones, that they cannot happen. */
  begin(stage: Stage, isFinal = this.#isFinal): void {
    this.#stage = stage;
    this.#isAtTasks = false;
    this.#isFinal = isFinal;
    this.#begunMs = this.#nowMs();
    this.#runs = { settled: this.#runsSoFar(), underWay: new Map() };
    this.#runsBefore = this.#runs.settled;
    for (const [race, result] of this.#results)
      if (passes(result) && isFinal(race)) this.#ended.add(race);
  }

  /** The attempt will be searched for what it may keep in memory: how many runs that takes is not known before. */
  searches(): void {
    this.#isSearched = true;
  }

  /** Something is heard of a race. */
  hear({ race, runs, result }: RaceProgress): void {
    this.#heardOf = race;
    if (result) {
      this.#runs.underWay.delete(race);
      this.#runs.settled += runs;
      this.#results.set(result.race, result);
      if (fails(result) || (passes(result) && this.#isFinal(result.race)))
        this.#ended.add(result.race);
    } else this.#runs.underWay.set(race, runs);
    this.#report();
  }

  /** A behaviour is looked at. */
  look(title: string): void {
    this.#heardOf = title;
    this.#isAtTasks = true;
    this.#report();
  }

  /** What a behaviour has shown: the tasks that only wait for it have their verdict now. */
  found(id: string, finding: Finding): void {
    this.#findings.set(id, finding);
    this.#report();
  }

  #report(): void {
    const runs = this.#runsSoFar();
    const remainingMs = this.#remainingMs(runs);
    const known = [...this.#results.values()].filter(({ race }) => this.#ended.has(race));
    this.#tell({
      stage: this.#stage,
      races: this.#races.map((race) => ({
        race,
        standing: this.#standingOf(race),
        ...(isWrongAlone(this.#results.get(race)) && { wrongAlone: true }),
      })),
      tasks: verdictsOf(this.#tasks, known, this.#findings),
      heardOf: this.#heardOf,
      runs,
      ...(this.#isAtTasks && { isAtTasks: true }),
      ...(remainingMs !== undefined && { remainingMs }),
      ...(this.#isSearched && { isLeast: true }),
    });
  }

  #standingOf(race: Race): Standing {
    const result = this.#results.get(race);
    if (!result) return 'waiting';
    if (fails(result)) return 'possible';
    return this.#ended.has(race) ? 'prevented' : 'tried';
  }

  #runsSoFar(): number {
    const underWay = [...this.#runs.underWay.values()];
    return underWay.reduce((sum, runs) => sum + runs, this.#runs.settled);
  }

  /**
   * By how many runs the finished code takes, at the speed of this stage. The first orders say nothing of the speed,
   * as most of their time goes into making instances; and where the attempt has more orders than the finished code,
   * or its tasks are looked at, the runs say nothing of what is left.
   */
  #remainingMs(runs: number): number | undefined {
    const runsHere = runs - this.#runsBefore;
    if (this.#stage === 'first' || runsHere < 20 || this.#isAtTasks) return undefined;
    const open = this.#races.filter((race) => !this.#ended.has(race));
    const left = open.map(
      (race) =>
        expectedRuns(this.#step, race) -
        (this.#runs.underWay.get(race.name) ?? 0) -
        (this.#results.get(race)?.report?.exploration.unfinished?.run ?? 0),
    );
    if (left.some((one) => one < 0)) return undefined;
    const runsLeft = left.reduce((sum, one) => sum + Math.max(one, 1), 0);
    return ((this.#nowMs() - this.#begunMs) / runsHere) * runsLeft;
  }
}
