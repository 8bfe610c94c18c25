import type { Race } from '@workbook/course';
import { lookAt, type Move, type Position, type Turn } from '@workbook/explorer';
import type { Exchange } from '../verdict/history.ts';
import type { RaceDetail } from '../verdict/race-detail.ts';
import { Look } from '../world/look/look.ts';
import type { Stored } from '../world/look/stored.ts';
import type { OwnStorageUrls } from '../world/storage.ts';
import type { World } from '../world/world.ts';
import { apart, exploreOptions, takeControl, withPlaces } from './judge.ts';
import { openWorld } from './open-world.ts';

/** Where a run stands, and what has come of it. */
export interface RacePosition extends Position<RaceDetail> {
  /** What the clients have asked, with the answers that have come. */
  readonly exchanges: readonly Exchange[];
  /** What was stored at the beginning and after each turn; absent where that was not asked for, or cannot be seen. */
  readonly stored?: readonly Stored[];
}

/**
 * Runs `race` on the step in `file` as far as `schedule` goes, and says who could go on there; with `looks`, what was
 * stored on the way, too.
 */
export async function lookAtRace(
  race: Race,
  file: string,
  urls: OwnStorageUrls,
  schedule: readonly Move[],
  { looks = false }: { readonly looks?: boolean } = {},
): Promise<RacePosition> {
  takeControl(urls);
  return await apart(async () => {
    await using world = await openWorld(race, file, urls);
    await using stored = new StoredInRun(world, urls, looks);
    let exchanges: readonly Exchange[] = [];
    const onRest = async (turns: readonly Turn[], nowMs: number) => {
      exchanges = world.exchanges.map((one) => ({ ...one }));
      await stored.note(turns, nowMs);
    };
    const options = { ...exploreOptions(race, urls), onRest };
    const { end, ...position } = await lookAt(world, schedule, options);
    return {
      ...position,
      exchanges: end?.detail.exchanges ?? exchanges,
      ...(stored.all && { stored: stored.all }),
      ...(end && { end: withPlaces(end) }),
    };
  });
}

/** What one run of any code has stored, position by position. */
class StoredInRun implements AsyncDisposable {
  readonly #world: World;
  readonly #urls: OwnStorageUrls;
  #looks: boolean;
  #look: Look | undefined;
  readonly #noted: Stored[] = [];

  constructor(world: World, urls: OwnStorageUrls, looks: boolean) {
    this.#world = world;
    this.#urls = urls;
    this.#looks = looks;
  }

  /** Undefined where it was not looked. */
  get all(): readonly Stored[] | undefined {
    return this.#looks ? this.#noted : undefined;
  }

  /** Looks at what is stored after these turns. */
  async note(turns: readonly Turn[], nowMs: number): Promise<void> {
    // The tables are there when a run begins, and not before.
    if (this.#looks) this.#look ??= await this.#open();
    if (!this.#look) return;
    this.#noted.length = turns.length;
    this.#noted.push(await this.#world.stored(this.#look, turns, nowMs, true));
  }

  async #open(): Promise<Look | undefined> {
    try {
      return await Look.open(this.#urls);
    } catch (error) {
      if (!mayNotLook.includes((error as { code?: string }).code ?? '')) throw error;
      this.#looks = false;
      return undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#look?.[Symbol.asyncDispose]();
  }
}

/** A database of the learner's own may not have the extension, or not let this role make it. */
const mayNotLook = ['42501', '58P01', '0A000'];
