import { type CourseStep, callersOf, type Race } from '@workbook/course';
import {
  type Fault,
  formatMove,
  formatSchedule,
  type Move,
  type NextOperation,
  parseSchedule,
  type Turn,
} from '@workbook/explorer';
import { JobFailed, type RacePosition } from '@workbook/judge';
import type { Workshop } from '../judging/workshop.ts';
import type { JudgedFile } from '../usage/arguments.ts';
import { UsageError } from '../usage/errors.ts';

/** A client that cannot be let go, and why. */
export interface Stopped {
  readonly client: string;
  /** `done`, `paused`, `crashed`, or whom it waits for. */
  readonly why: string;
}

/**
 * One race in which the player decides who goes. A move executes the whole schedule again, on the real
 * thing and from the beginning, so that going back is nothing but a shorter schedule.
 */
export class Game {
  readonly race: Race;
  readonly step: CourseStep;
  readonly file: JudgedFile;
  readonly #pool: Pick<Workshop['pool'], 'look'>;
  #position: RacePosition = { turns: [], next: [], exchanges: [] };

  private constructor(
    race: Race,
    step: CourseStep,
    file: JudgedFile,
    pool: Pick<Workshop['pool'], 'look'>,
  ) {
    this.race = race;
    this.step = step;
    this.file = file;
    this.#pool = pool;
  }

  /**
   * Puts every client at the start, and makes the first moves. Throws `JobFailed` when the file cannot be run, and
   * `UsageError` at the first move that cannot be made.
   */
  static async begin(
    race: Race,
    step: CourseStep,
    file: JudgedFile,
    pool: Pick<Workshop['pool'], 'look'>,
    moves: readonly Move[] = [],
  ): Promise<Game> {
    const game = new Game(race, step, file, pool);
    if (moves.length > 0 && (await game.#reaches(moves))) return game;
    await game.#goTo([]);
    await game.make(moves);
    return game;
  }

  get position(): RacePosition {
    return this.#position;
  }

  get moves(): readonly Move[] {
    return this.#position.turns.map(({ move }) => move);
  }

  get schedule(): string {
    return formatSchedule(this.moves);
  }

  /** What may go wrong: as the race says, and in the code that is played, such as time that goes by. */
  get faults(): readonly Fault[] {
    const offered = this.next.flatMap(({ faults }) => faults);
    return [...new Set([...(this.race.faults ?? []), ...offered])];
  }

  /** Who can be let go now. */
  get next(): readonly NextOperation[] {
    return this.#position.next;
  }

  /** As `make`, of moves that are written as a schedule. Throws `InvalidSchedule` when they are not one. */
  async move(text: string): Promise<void> {
    await this.make(parseSchedule(text));
  }

  /** Lets clients go, one after the other. Throws `UsageError` at the first move that cannot be made. */
  async make(moves: readonly Move[]): Promise<void> {
    const all = [...this.moves, ...moves];
    // All at once is quicker. If that cannot be, one after the other finds out which move is to blame.
    if (moves.length > 1 && (await this.#reaches(all))) return;
    for (const move of moves) {
      this.#check(move);
      await this.#goTo([...this.moves, move]);
    }
  }

  /** Takes the last move back. Throws `UsageError` when there is none. */
  async undo(): Promise<void> {
    if (this.moves.length === 0)
      throw new UsageError('there is nothing to undo: no client has moved');
    await this.#goTo(this.moves.slice(0, -1));
  }

  /**
   * Has PostgreSQL cancel another member of the deadlock that the last move has closed.
   * Throws `UsageError` when it has closed none.
   */
  async changeVictim(): Promise<void> {
    const { otherVictim } = this;
    if (!otherVictim)
      throw new UsageError(
        'there is no deadlock to choose a victim of: the last move has not closed one',
      );
    await this.#goTo([...this.moves.slice(0, -1), otherVictim.move]);
  }

  /** In place of the last move, where that has closed a deadlock: the move after which another client is cancelled. */
  get otherVictim(): { readonly victim: string; readonly move: Move } | undefined {
    const { deadlock } = this;
    if (!deadlock) return undefined;
    const { client } = this.moves.at(-1) as Move;
    const { other } = deadlock;
    // The client that closes a circle is cancelled, unless the schedule says otherwise.
    return { victim: other, move: other === client ? { client } : { client, victim: other } };
  }

  /** The deadlock that the last move has closed: whom PostgreSQL cancels, and whom it could as well. */
  get deadlock(): { readonly victim: string; readonly other: string } | undefined {
    const deadlock = this.#position.turns.at(-1)?.deadlock;
    if (!deadlock) return undefined;
    const { victim, members } = deadlock;
    const other = members[(members.indexOf(victim) + 1) % members.length] as string;
    return { victim, other };
  }

  async restart(): Promise<void> {
    await this.#goTo([]);
  }

  /** The clients of the race; a second try is one from when it can be let go. */
  clients(): readonly string[] {
    const { turns } = this.#position;
    return callersOf(this.race)
      .filter(
        ({ name, secondTryOf }) =>
          !secondTryOf || [...this.next, ...turns].some(({ client }) => client === name),
      )
      .map(({ name }) => name);
  }

  /** The clients that cannot be let go, each with the reason. */
  stopped(): readonly Stopped[] {
    const ready = new Set(this.next.map(({ client }) => client));
    return this.clients()
      .filter((client) => !ready.has(client))
      .map((client) => ({ client, why: whyStopped(client, this.#position.turns, this.race) }));
  }

  #check(move: Move): void {
    const { client, fault } = move;
    if (!this.clients().includes(client))
      throw new UsageError(`there is no client ${client}: ${this.#whoCan()}`);
    const next = this.next.find((one) => one.client === client);
    if (!next) {
      const why = this.stopped().find((one) => one.client === client)?.why ?? 'done';
      throw new UsageError(`${client} cannot be let go (${why}): ${this.#whoCan()}`);
    }
    if (fault && !next.faults.includes(fault))
      throw new UsageError(
        `${formatMove(move)} is not a move here: ${this.#faultsOf(next)}, and at most one fault strikes`,
      );
  }

  /** A victim that is named without a deadlock would be passed over in silence. */
  #checkVictims(): void {
    for (const { move, deadlock } of this.#position.turns) {
      if (move.victim !== undefined && deadlock?.victim !== move.victim)
        throw new UsageError(
          `${formatMove(move)} is not a move here: ${move.client} closes no deadlock in which ${move.victim} could be cancelled`,
        );
    }
  }

  #faultsOf({ client, faults }: NextOperation): string {
    if (faults.length === 0) return `no fault can strike ${client}`;
    return `${client} can suffer ${faults.map((fault) => formatMove({ client, fault })).join(', ')}`;
  }

  #whoCan(): string {
    if (this.next.length === 0) return 'the race is over, undo or begin again';
    return `let ${this.next.map(({ client }) => client).join(' or ')} go`;
  }

  async #reaches(moves: readonly Move[]): Promise<boolean> {
    try {
      await this.#goTo(moves);
      return true;
    } catch (error) {
      if (error instanceof UsageError) return false;
      throw error;
    }
  }

  async #goTo(moves: readonly Move[]): Promise<void> {
    const before = this.#position;
    try {
      this.#position = await this.#pool.look({
        race: this.race.id,
        step: this.step.number,
        file: this.file.path,
        ...(this.file.version !== undefined && { version: this.file.version }),
        schedule: formatSchedule(moves),
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

function whyStopped(client: string, turns: readonly Turn[], race: Race): string {
  if (turns.some(({ finished }) => finished.includes(client))) return 'done';
  const callers = callersOf(race);
  const instanceOf = (name: string) => callers.find((one) => one.name === name)?.instance;
  const together = turns.filter((turn) => instanceOf(turn.client) === instanceOf(client));
  if (together.some(({ outcome }) => outcome === 'crashed')) return 'crashed';
  if (together.at(-1)?.outcome === 'paused') return 'paused';
  const waiting = turns.findLast((turn) => turn.client === client && turn.outcome === 'waiting');
  if (!waiting) return 'waits inside the process';
  return `waits for ${waiting.waitsFor.join(' and ')}`;
}
