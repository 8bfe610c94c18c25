import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Exploration, JudgedRun } from '@workbook/explorer';
import {
  type CourseStep,
  type CrashMatrix,
  findRace,
  JudgePool,
  type Judges,
  judgesSideBySide,
  loadCourse,
  loadProtections,
  loadStep,
  type Mutant,
  projectFolder,
  type Race,
  type RaceDetail,
  withoutProtection,
} from '@workbook/race-test';
import { startServices } from '@workbook/services';
import { measureCrashMatrices } from './crash-matrices.ts';
import { CannotRender } from './problem.ts';
import { measureWriteCost, type WriteCost } from './write-cost.ts';

/** The code that a block runs a race on. */
export interface Target {
  /** `03`, `05/serializable`, or `06/without-lock-order`. */
  readonly name: string;
  /** The step's number. */
  readonly step: string;
  readonly file: string;
  /** Whether this is a step's finished code, as against a variant of it. */
  readonly finished: boolean;
  /** The protection that this is the finished code without. */
  readonly without?: string;
}

/** `without-lock-order`: the finished code, with the protection of this id taken out. */
const without = 'without-';

/**
 * Where lessons run their races: the judges of the race tests, started with the first race and
 * asked each question once.
 */
export class Bench implements AsyncDisposable {
  readonly #course: readonly CourseStep[];
  readonly #judges: (() => Promise<Judges>) | undefined;
  readonly #pools = new Map<boolean, Promise<Judges>>();
  readonly #answers = new Map<string, Promise<unknown>>();
  readonly #mutants: Mutant[] = [];

  private constructor(course: readonly CourseStep[], judges: (() => Promise<Judges>) | undefined) {
    this.#course = course;
    this.#judges = judges;
  }

  /** `judges` are somebody else's, who ends them; judges of its own serve what those cannot. */
  static async open(judges?: () => Promise<Judges>): Promise<Bench> {
    return new Bench(await loadCourse(), judges);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const started of this.#pools.values()) {
      const { pool, services } = await started;
      await pool[Symbol.asyncDispose]();
      await services[Symbol.asyncDispose]();
    }
    for (const mutant of this.#mutants) await mutant[Symbol.asyncDispose]();
  }

  /** The race of this id. Throws `CannotRender` when the course has none. */
  race(id: string): Race {
    const race = findRace(this.#course, id);
    if (race) return race;
    const known = this.#course.flatMap(({ races }) => races.map((one) => one.id));
    throw new CannotRender(`there is no race "${id}": the course has ${known.join(', ')}`);
  }

  /**
   * The code that `name` stands for: `03` is a step's finished code, `05/serializable` its variant
   * in `test/variants`, `06/without-lock-order` itself without that protection, `01/start` what the
   * course begins with.
   */
  async target(name: string): Promise<Target> {
    const [step = '', variant] = name.split('/');
    if (variant?.startsWith(without)) {
      const id = variant.slice(without.length);
      const file = await this.#once(`mutant ${name}`, () => this.#mutant(step, id));
      return { name, step, file, finished: false, without: id };
    }
    const path =
      variant === undefined
        ? 'src/accounts.ts'
        : variant === 'start'
          ? 'start/accounts.ts'
          : `test/variants/${variant}.ts`;
    const file = join(projectFolder, 'steps', step, path);
    if (!existsSync(file))
      throw new CannotRender(`"${name}" stands for steps/${step}/${path}, which does not exist`);
    return { name, step, file, finished: variant === undefined };
  }

  /** Every order of the race: the counts. */
  async explore(race: Race, target: Target): Promise<Exploration<RaceDetail>> {
    return this.#judge(race, target, false);
  }

  /** The search up to the first order that fails. Its counts say nothing. */
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

  /** What one deposit writes when there are so many accounts. */
  async writeCost(target: Target, accounts: number): Promise<WriteCost> {
    return this.#once(`write cost ${accounts} ${target.name}`, async () => {
      const { services } = await this.#pool(target);
      return measureWriteCost(target.file, accounts, services);
    });
  }

  async #mutant(number: string, id: string): Promise<string> {
    const step = this.#course.find((one) => one.number === number);
    const protections = step ? await loadProtections(step) : [];
    const protection = protections.find((one) => one.id === id);
    if (!step || !protection) {
      const known = protections.map((one) => one.id).join(', ') || 'none';
      throw new CannotRender(`step ${number} has no protection "${id}": it has ${known}`);
    }
    const mutant = await withoutProtection(step, protection);
    this.#mutants.push(mutant);
    return mutant.file;
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
    const given = await this.#judges?.();
    if (given && needs.every((name) => given.services[name] !== undefined)) return given;
    const redis = needs.includes('redis');
    const known = this.#pools.get(redis);
    if (known) return known;
    const started = startServices({ postgres: true, redis }).then((services) => ({
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
