import {
  type Choice,
  formatChoice,
  formatSchedule,
  type NextOperation,
  type Position,
  parseSchedule,
  type Step,
} from '@workbook/explorer';
import { type CourseStep, JobFailed, type Race } from '@workbook/race-test';
import type { JudgedFile } from '../arguments.ts';
import { UsageError } from '../errors.ts';
import type { Session } from '../session.ts';

/** A client that cannot be let go, and why. */
export interface Stopped {
  readonly client: string;
  /** `done`, `paused`, `crashed`, or whom it waits for. */
  readonly why: string;
}

/**
 * One race in which somebody decides who goes. A move executes the whole schedule again, on the real
 * thing and from the beginning, so that going back is nothing but a shorter schedule.
 */
export class Game {
  readonly race: Race;
  readonly step: CourseStep;
  readonly file: JudgedFile;
  readonly #pool: Pick<Session['pool'], 'look'>;
  #position: Position = { steps: [], next: [] };

  private constructor(
    race: Race,
    step: CourseStep,
    file: JudgedFile,
    pool: Pick<Session['pool'], 'look'>,
  ) {
    this.race = race;
    this.step = step;
    this.file = file;
    this.#pool = pool;
  }

  /** Puts everybody at the start. Throws `JobFailed` when the file cannot be run. */
  static async begin(
    race: Race,
    step: CourseStep,
    file: JudgedFile,
    pool: Pick<Session['pool'], 'look'>,
  ): Promise<Game> {
    const game = new Game(race, step, file, pool);
    await game.#goTo([]);
    return game;
  }

  get position(): Position {
    return this.#position;
  }

  get moves(): readonly Choice[] {
    return this.#position.steps.map(({ choice }) => choice);
  }

  get schedule(): string {
    return formatSchedule(this.moves);
  }

  /** Who can be let go now. */
  get next(): readonly NextOperation[] {
    return this.#position.next;
  }

  /** As `make`, of moves that are written as a schedule. Throws `InvalidSchedule` when they are none. */
  async move(text: string): Promise<void> {
    await this.make(parseSchedule(text));
  }

  /** Lets clients go, one after the other. Throws `UsageError` at the first move that cannot be made. */
  async make(choices: readonly Choice[]): Promise<void> {
    const all = [...this.moves, ...choices];
    // All at once is quicker. If that cannot be, one after the other finds out which move is to blame.
    if (choices.length > 1 && (await this.#reaches(all))) return;
    for (const choice of choices) {
      this.#check(choice);
      await this.#goTo([...this.moves, choice]);
    }
  }

  /** Takes the last move back. Throws `UsageError` when there is none. */
  async undo(): Promise<void> {
    if (this.moves.length === 0) throw new UsageError('there is nothing to undo: nobody has moved');
    await this.#goTo(this.moves.slice(0, -1));
  }

  /**
   * Has PostgreSQL cancel another member of the deadlock that the last move has closed.
   * Throws `UsageError` when it has closed none.
   */
  async changeVictim(): Promise<void> {
    const { deadlock } = this;
    if (!deadlock)
      throw new UsageError('nobody is to be cancelled: the last move has closed no deadlock');
    const { client } = this.moves.at(-1) as Choice;
    const { other } = deadlock;
    // Whoever closes a circle is cancelled, unless the schedule says otherwise.
    const choice = other === client ? { client } : { client, victim: other };
    await this.#goTo([...this.moves.slice(0, -1), choice]);
  }

  /** The deadlock that the last move has closed: whom PostgreSQL cancels, and whom it could as well. */
  get deadlock(): { readonly victim: string; readonly other: string } | undefined {
    const deadlock = this.#position.steps.at(-1)?.deadlock;
    if (!deadlock) return undefined;
    const { victim, members } = deadlock;
    const other = members[(members.indexOf(victim) + 1) % members.length] as string;
    return { victim, other };
  }

  async restart(): Promise<void> {
    await this.#goTo([]);
  }

  /** The clients that cannot be let go, each with the reason. */
  stopped(): readonly Stopped[] {
    const ready = new Set(this.next.map(({ client }) => client));
    return Object.keys(this.race.clients)
      .filter((client) => !ready.has(client))
      .map((client) => ({ client, why: whyStopped(client, this.#position.steps, this.race) }));
  }

  #check(choice: Choice): void {
    const { client, fault } = choice;
    if (!Object.keys(this.race.clients).includes(client))
      throw new UsageError(`there is no client ${client}: ${this.#whoCan()}`);
    const next = this.next.find((one) => one.client === client);
    if (!next) {
      const why = this.stopped().find((one) => one.client === client)?.why ?? 'done';
      throw new UsageError(`${client} cannot be let go (${why}): ${this.#whoCan()}`);
    }
    if (fault && !next.faults.includes(fault))
      throw new UsageError(
        `${formatChoice(choice)} is no move here: ${this.#faultsOf(next)}, and at most one fault strikes`,
      );
  }

  /** A victim that is named without a deadlock would be passed over in silence. */
  #checkVictims(): void {
    for (const { choice, deadlock } of this.#position.steps) {
      if (choice.victim !== undefined && deadlock?.victim !== choice.victim)
        throw new UsageError(
          `${formatChoice(choice)} is no move here: ${choice.client} closes no deadlock in which ${choice.victim} could be cancelled`,
        );
    }
  }

  #faultsOf({ client, faults }: NextOperation): string {
    if (faults.length === 0) return `no fault can strike ${client}`;
    return `${client} can suffer ${faults.map((fault) => formatChoice({ client, fault })).join(', ')}`;
  }

  #whoCan(): string {
    if (this.next.length === 0) return 'the race is over, undo or begin again';
    return `let ${this.next.map(({ client }) => client).join(' or ')} go`;
  }

  async #reaches(choices: readonly Choice[]): Promise<boolean> {
    try {
      await this.#goTo(choices);
      return true;
    } catch (error) {
      if (error instanceof UsageError) return false;
      throw error;
    }
  }

  async #goTo(choices: readonly Choice[]): Promise<void> {
    const before = this.#position;
    try {
      this.#position = await this.#pool.look({
        race: this.race.id,
        step: this.step.number,
        file: this.file.path,
        schedule: formatSchedule(choices),
      });
      this.#checkVictims();
    } catch (error) {
      this.#position = before;
      if (error instanceof JobFailed && error.kind === 'not-reproducible')
        throw new UsageError(`this move cannot be made: ${error.message}`);
      throw error;
    }
  }
}

function whyStopped(client: string, steps: readonly Step[], race: Race): string {
  if (steps.some(({ finished }) => finished.includes(client))) return 'done';
  const clients = Object.keys(race.clients);
  const instanceOf = (name: string) => clients.indexOf(name) % race.instances;
  const together = steps.filter((step) => instanceOf(step.client) === instanceOf(client));
  if (together.some(({ outcome }) => outcome === 'crashed')) return 'crashed';
  if (together.at(-1)?.outcome === 'paused') return 'paused';
  const waiting = steps.findLast((step) => step.client === client && step.outcome === 'waiting');
  if (!waiting) return 'waits inside the process';
  return `waits for ${waiting.waitsFor.join(' and ')}`;
}
