import { type CourseStep, findRace, loadCourse, type Race, type Sessions } from '@workbook/course';
import type { Exploration, JudgedRun } from '@workbook/explorer';
import {
  type CrashMatrix,
  JudgePool,
  type Judges,
  judgesSideBySide,
  loadStep,
  type RaceDetail,
} from '@workbook/judge';
import { startServices } from '@workbook/services';
import { CannotRender } from '../page/problem.ts';
import { type Target, Targets } from '../page/targets.ts';
import { measureCrashMatrices } from './crash-matrices.ts';
import { runSessions, type Told } from './run-sessions.ts';
import { measureWriteCost, type WriteCost } from './write-cost.ts';

/**
 * Where lessons run their races: the judges of the race tests, started with the first race and
 * asked each question once.
 */
export class LessonRuns implements AsyncDisposable {
  readonly #course: readonly CourseStep[];
  readonly #judges: (() => Promise<Judges>) | undefined;
  readonly #pools = new Map<boolean, Promise<Judges>>();
  readonly #answers = new Map<string, Promise<unknown>>();
  readonly #targets: Targets;

  private constructor(course: readonly CourseStep[], judges: (() => Promise<Judges>) | undefined) {
    this.#course = course;
    this.#judges = judges;
    this.#targets = new Targets(course);
  }

  /**
   * `judges` belong to the caller, which ends them. Races that they cannot serve get judges of
   * their own, which end with this.
   */
  static async open(judges?: () => Promise<Judges>): Promise<LessonRuns> {
    return new LessonRuns(await loadCourse(), judges);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const started of this.#pools.values()) {
      const { pool, services } = await started;
      await pool[Symbol.asyncDispose]();
      await services[Symbol.asyncDispose]();
    }
    await this.#targets[Symbol.asyncDispose]();
  }

  /** The race of this id. Throws `CannotRender` when the course has none. */
  race(id: string): Race {
    const race = findRace(this.#course, id);
    if (race) return race;
    const known = this.#course.flatMap(({ races }) => races.map((one) => one.id));
    throw new CannotRender(`there is no race "${id}": the course has ${known.join(', ')}`);
  }

  /** The code that `name` stands for in a block. Throws `CannotRender` when there is none. */
  target(name: string): Promise<Target> {
    return this.#targets.target(name);
  }

  /** Every order of the race: the counts. */
  async explore(race: Race, target: Target): Promise<Exploration<RaceDetail>> {
    return this.#judge(race, target, false);
  }

  /** The search up to the first order that fails. Its counts mean nothing. */
  async firstFailure(race: Race, target: Target): Promise<Exploration<RaceDetail>> {
    return this.#judge(race, target, true);
  }

  /** One order, from the schedule's beginning to the end of the race. */
  async replay(race: Race, target: Target, schedule: string): Promise<JudgedRun<RaceDetail>> {
    return this.#once(`replay ${schedule} ${race.id} ${target.name}`, async () => {
      const { pool } = await this.#pool(target);
      return pool.replay({ race: race.id, step: target.step, file: target.file, schedule });
    });
  }

  /** Every crash and pause of the studied cache protocols, and of the target's own. */
  async crashMatrices(target: Target): Promise<readonly CrashMatrix[]> {
    return this.#once(`crash matrices ${target.name}`, async () => {
      const { services } = await this.#pool(target);
      return measureCrashMatrices(services, target.file);
    });
  }

  /** What one deposit writes when there are this many accounts. */
  async writeCost(target: Target, accounts: number): Promise<WriteCost> {
    return this.#once(`write cost ${accounts} ${target.name}`, async () => {
      const { services } = await this.#pool(target);
      return measureWriteCost(target.file, accounts, services);
    });
  }

  /** What each session of the database answers. */
  async sessions(sessions: Sessions): Promise<readonly Told[]> {
    return this.#once(`sessions ${sessions.id}`, async () => {
      const { services } = await this.#judgesWith(['postgres']);
      return runSessions(sessions, services);
    });
  }

  async #judge(race: Race, target: Target, stopAtFirst: boolean): Promise<Exploration<RaceDetail>> {
    return this.#once(`judge ${stopAtFirst} ${race.id} ${target.name}`, async () => {
      const { pool } = await this.#pool(target);
      const { exploration } = await pool.judge({
        race: race.id,
        step: target.step,
        file: target.file,
        options: { stopAtFirst },
      });
      if (exploration.verdict === 'inconclusive')
        throw new CannotRender(
          `${race.id} on ${target.name} is inconclusive: ${exploration.reason}`,
        );
      return exploration;
    });
  }

  async #pool({ file }: Target): Promise<Judges> {
    const { needs = [] } = await loadStep(file, 'lesson');
    return this.#judgesWith(needs);
  }

  async #judgesWith(needs: readonly ('postgres' | 'redis')[]): Promise<Judges> {
    const given = await this.#judges?.();
    if (given && needs.every((name) => given.services[name] !== undefined)) return given;
    const redis = needs.includes('redis');
    const known = this.#pools.get(redis);
    if (known) return known;
    const started = startServices({ postgres: true, redis, toJudge: true }).then((services) => ({
      services,
      pool: new JudgePool(services, { size: judgesSideBySide() }),
    }));
    this.#pools.set(redis, started);
    return started;
  }

  async #once<T>(question: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(question) ?? ask();
    this.#answers.set(question, known);
    return known as Promise<T>;
  }
}
