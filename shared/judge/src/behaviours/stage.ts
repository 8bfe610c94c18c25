import type { Race } from '@workbook/course';
import {
  type Guide,
  type JudgedRun,
  lookAt,
  NotReproducible,
  type Position,
  parseSchedule,
  replay,
} from '@workbook/explorer';
import { exploreOptions } from '../judging/judge.ts';
import type { RaceDetail } from '../verdict/race-detail.ts';
import type { OwnStorageUrls } from '../world/storage.ts';
import { World } from '../world/world.ts';

/**
 * Clients that stand still before each operation, until a behaviour lets one of them go. As in a race,
 * but led by the hand: here one order is looked at, and not all of them.
 */
export class Stage implements AsyncDisposable {
  readonly #world: World;
  readonly #options: ReturnType<typeof exploreOptions>;

  private constructor(world: World, options: ReturnType<typeof exploreOptions>) {
    this.#world = world;
    this.#options = options;
  }

  static async open(race: Race, file: string, urls: OwnStorageUrls): Promise<Stage> {
    return new Stage(await World.open(race, file, urls), exploreOptions(race, urls));
  }

  /** Where all stand after `schedule`. Throws `NotReproducible` when it cannot happen. */
  async after(schedule: string): Promise<Position<RaceDetail>> {
    return await lookAt(this.#world, parseSchedule(schedule), this.#options);
  }

  /** Runs `schedule`, and goes on to the end: one client after the other, as far as that goes. */
  async run(schedule = ''): Promise<JudgedRun<RaceDetail>> {
    return await replay(this.#world, parseSchedule(schedule), this.#options);
  }

  /**
   * Lets clients go, one move after the other: the one that `choose` names by where all stand, until it names none.
   * Returns where they stand then. Throws `NotReproducible` when that goes on for too long.
   */
  async lead(choose: (position: Standing) => string | undefined): Promise<Position<RaceDetail>> {
    const guide: Guide = (position) => {
      if (position.turns.length > mostMoves)
        throw new NotReproducible('clients that are led one after the other never end');
      const client = choose(position);
      return client === undefined ? undefined : { client };
    };
    return await lookAt(this.#world, guide, this.#options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#world[Symbol.asyncDispose]();
  }
}

/** Where clients stand. */
export type Standing = Parameters<Guide>[0];

/** More than any request of the course takes: code that goes on for longer goes round in a circle. */
const mostMoves = 400;
