import { readdirSync, realpathSync } from 'node:fs';
import { cp, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import type { Race } from '@workbook/course';
import type { Resources, Screen } from '@workbook/domain';
import type { StorageUrls, Turn } from '@workbook/explorer';
import type { RunFolder } from '@workbook/services';
import type { OwnCode } from './clock-of-the-database.ts';
import { makeDataFolder } from './data-folder.ts';
import { KeptConnections } from './kept-connections.ts';
import type { DatabaseSnapshot, Recorded } from './postgres-snapshot.ts';
import type { RedisSnapshot } from './redis-snapshot.ts';
import { SetUpFailed } from './set-up-failed.ts';

/** Where a race runs: a database and a Redis database that belong to it alone, where the step needs them. */
export interface OwnStorageUrls extends StorageUrls {
  /** Whether this run has started the Redis server, so that nothing else writes to it. */
  readonly redisIsOurs?: boolean;
  /** The judge's own connections, where they outlive a race. Without them, each race opens its own. */
  readonly kept?: KeptConnections;
}

/** All that a step may store things in: PostgreSQL, Redis, a folder. It can be brought back to a recorded state. */
export class Storage implements AsyncDisposable {
  readonly #parts: Parts;
  #folders = 0;
  #savedIsEmpty = false;
  /** Where those links are that are not beside the folder, by their instances. */
  #renewals = 0;
  readonly #renewedLinks = new Map<number, string>();

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Opens what `urls` name, and makes a folder; `screen` is the fraud check of every instance. */
  static async open(
    urls: OwnStorageUrls,
    screen: Screen,
    { instances, poolSize = usualPoolSize }: Pick<Race, 'instances' | 'poolSize'>,
  ): Promise<Storage> {
    await using opened = new AsyncDisposableStack();
    const base = opened.use(await makeDataFolder());
    const { postgresUrl, redisUrl, kept = opened.use(new KeptConnections()) } = urls;
    const database = postgresUrl ? await kept.databaseAt(postgresUrl) : undefined;
    const redis = redisUrl ? await kept.redisAt(redisUrl) : undefined;
    const parts = { base, screen, urls, instances, poolSize, database, redis };
    return new Storage({ ...parts, opened: opened.move() });
  }

  get hasRedis(): boolean {
    return this.#parts.redis !== undefined;
  }

  /** What one instance is given. */
  resourcesOf(instance: number): Resources {
    return {
      screen: this.#parts.screen,
      postgres: {
        url: this.#parts.urls.postgresUrl ?? '',
        poolSize: this.#parts.poolSize,
        lockTimeoutMs: 2000,
      },
      redis: { url: this.#parts.urls.redisUrl ?? '' },
      dataFolder: this.#linkOf(instance),
    };
  }

  /**
   * Each instance knows the one folder by a path of its own: libraries that queue writes by their
   * path, in the memory of the process, then do not make two instances wait for each other. Its name
   * is the same in every run, as code may open the folder itself.
   */
  #linkOf(instance: number): string {
    const beside = this.#renewedLinks.get(instance) ?? dirname(this.#folder);
    return join(beside, `${basename(this.#folder)} of instance ${instance}`);
  }

  async #link(): Promise<void> {
    this.#renewedLinks.clear();
    for (let instance = 0; instance < this.#parts.instances; instance += 1) {
      await symlink(this.#folder, this.#linkOf(instance));
    }
  }

  /** Where the instances have their files now. */
  get folder(): string {
    return this.#folder;
  }

  get #folder(): string {
    return join(this.#parts.base.path, String(this.#folders), 'data');
  }

  /** Whether there are tables. */
  async hasTables(): Promise<boolean> {
    return (await this.#parts.database?.hasTables()) === true;
  }

  /** What the tables hold when they were made, if anything. */
  async made(): Promise<Recorded | undefined> {
    return await this.#parts.database?.made();
  }

  /** Empties everything but what the tables held when they were `made`. */
  async clear(made?: Recorded): Promise<void> {
    await rm(dirname(this.#folder), { recursive: true, force: true });
    this.#folders += 1;
    await mkdir(this.#folder, { recursive: true });
    await this.#link();
    await this.#parts.database?.clear(made);
    await this.#parts.redis?.clear();
  }

  /** Records what `restore` brings back. Returns it where all of it is in the database. */
  async record(): Promise<Recorded | undefined> {
    const recorded = await this.#parts.database?.record();
    await this.#parts.redis?.record();
    await this.#saveFolder();
    return this.#savedIsEmpty && !this.hasRedis ? recorded : undefined;
  }

  async #saveFolder(): Promise<void> {
    await rm(this.#saved, { recursive: true, force: true });
    await cp(this.#folder, this.#saved, { recursive: true });
    this.#savedIsEmpty = isEmpty(this.#saved);
  }

  /**
   * Stands as it did when this was recorded, in an earlier race perhaps: `restore` brings that back from now on. Returns
   * whether it can.
   */
  async standAs(recorded: Recorded): Promise<boolean> {
    if (!(await this.#parts.database?.hasNamesOf(recorded))) return false;
    await this.#saveFolder();
    await this.#parts.database?.restore(recorded);
    return true;
  }

  /** Brings back what was recorded last. */
  async restore(): Promise<void> {
    await this.#parts.database?.restore();
    await this.#parts.redis?.restore();
    if (this.#savedIsEmpty && isEmpty(this.#folder)) return;
    await rm(this.#folder, { recursive: true, force: true });
    await cp(this.#saved, this.#folder, { recursive: true });
  }

  /**
   * What requests could find in the servers, equal where that is. Undefined where there are files: when they were written
   * may matter, too.
   */
  async content(): Promise<string | undefined> {
    if (!isEmpty(this.#folder)) return undefined;
    const { database, redis } = this.#parts;
    return JSON.stringify([await database?.content(), await redis?.content()]);
  }

  get #saved(): string {
    return join(this.#parts.base.path, 'saved');
  }

  /**
   * What crashed instances still have in memory about their folder, libraries included, cannot touch the
   * instances that are started in their place from now on.
   */
  async partFrom(crashed: readonly number[]): Promise<void> {
    if (crashed.length === this.#parts.instances) return await this.#moveFolder();
    this.#renewals += 1;
    const beside = join(this.#parts.base.path, `renewed ${this.#renewals}`);
    await mkdir(beside);
    for (const instance of crashed) {
      this.#renewedLinks.set(instance, beside);
      await symlink(this.#folder, this.#linkOf(instance));
    }
  }

  /** Gives the folder, with all that is in it, another name. */
  async #moveFolder(): Promise<void> {
    const from = this.#folder;
    this.#folders += 1;
    await mkdir(dirname(this.#folder));
    await rename(from, this.#folder);
    await this.#link();
  }

  /**
   * Throws when the Redis was not this run's alone: what looks like a race then may not be one. Only a
   * server that this run has not started has other users. Call it when a run is over: its keys there
   * are gone afterwards.
   */
  async checkAlone(): Promise<void> {
    if (!this.#parts.urls.redisIsOurs) await this.#parts.redis?.clear();
  }

  /**
   * Throws `SetUpFailed` when clients have changed files elsewhere: what they leave there is still there in the
   * next run, and other judges find it, too. Such a run proves nothing.
   */
  checkFiles(turns: readonly Turn[]): void {
    const own = join(realpathSync(this.#parts.base.path), sep);
    for (const { footprint } of turns) {
      if (footprint === 'everything') continue;
      const elsewhere = footprint.find(
        ({ scope, mode, key = own }) =>
          scope === 'file' && mode === 'write' && !key.startsWith(own),
      );
      if (elsewhere)
        throw new SetUpFailed(
          `this code changes ${elsewhere.key}, where it finds again what earlier runs have left: keep all files in resources.dataFolder`,
        );
    }
  }

  /** What the database does by itself, if there is one. */
  async ownCode(): Promise<OwnCode | undefined> {
    return await this.#parts.database?.ownCode();
  }

  /** Throws when the Redis was not this run's alone, as `checkAlone` does. */
  async [Symbol.asyncDispose](): Promise<void> {
    await using _ = this.#parts.opened;
    // Those that end with the race leave it empty by themselves.
    if (this.#parts.urls.kept) await this.#parts.redis?.leaveEmpty();
  }
}

const usualPoolSize = 4;

interface Parts {
  readonly base: RunFolder;
  readonly screen: Screen;
  readonly urls: OwnStorageUrls;
  readonly instances: number;
  readonly poolSize: number;
  readonly database: DatabaseSnapshot | undefined;
  readonly redis: RedisSnapshot | undefined;
  /** What was opened for this race alone. */
  readonly opened: AsyncDisposableStack;
}

function isEmpty(folder: string): boolean {
  return readdirSync(folder).length === 0;
}
