import type { Race } from '@workbook/course';
import {
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
   * Lets `client` go on after `schedule` until it has its last answer, or until it stands before an
   * operation that `stop` picks. Gives the schedule up to there, and whether the client came so far:
   * else it waits for something that only another client can give.
   */
  async lead(
    schedule: string,
    client: string,
    stop: (operation: { readonly text: string; readonly kind: string }) => boolean = () => false,
  ): Promise<{ readonly schedule: string; readonly arrived: boolean; readonly done: boolean }> {
    for (let led = schedule; ; led += client) {
      const { turns, next } = await this.after(led);
      const done = turns.some(({ finished }) => finished.includes(client));
      if (done) return { schedule: led, arrived: true, done };
      const operation = next.find((one) => one.client === client);
      if (!operation) return { schedule: led, arrived: false, done };
      if (stop(operation)) return { schedule: led, arrived: true, done };
      if (led.length > mostMoves) throw new NotReproducible(`client ${client} never ends`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#world[Symbol.asyncDispose]();
  }
}

/** More than any request of the course takes: code that goes on for longer goes round in a circle. */
const mostMoves = 200;
