import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Resources, Screen } from '@workbook/domain';
import { createClient } from 'redis';
import { DatabaseSnapshot } from './snapshot.ts';

/** Where a race runs: a database and a Redis database that belong to it alone. */
export interface Place {
  /** Empty when the step needs no PostgreSQL. */
  readonly postgresUrl: string;
  /** Empty when the step needs no Redis. */
  readonly redisUrl: string;
}

/** A file system in memory, where there is one: a run must not wait for a disk to sync. */
const memory = '/dev/shm';

/** All that a step may store things in: PostgreSQL, Redis, a folder. It can be brought back to a recorded state. */
export class Storage implements AsyncDisposable {
  readonly #base: string;
  readonly #screen: Screen;
  readonly #place: Place;
  readonly #instances: number;
  readonly #database: DatabaseSnapshot | undefined;
  readonly #redis: RedisSnapshot | undefined;
  #folders = 0;
  #savedIsEmpty = false;

  private constructor(
    base: string,
    screen: Screen,
    place: Place,
    instances: number,
    database: DatabaseSnapshot | undefined,
    redis: RedisSnapshot | undefined,
  ) {
    this.#base = base;
    this.#screen = screen;
    this.#place = place;
    this.#instances = instances;
    this.#database = database;
    this.#redis = redis;
  }

  static async open(place: Place, screen: Screen, instances: number): Promise<Storage> {
    const base = await mkdtemp(join(existsSync(memory) ? memory : tmpdir(), 'workbook-data-'));
    const database = place.postgresUrl ? await DatabaseSnapshot.open(place.postgresUrl) : undefined;
    const redis = place.redisUrl ? await RedisSnapshot.open(place.redisUrl) : undefined;
    return new Storage(base, screen, place, instances, database, redis);
  }

  get hasRedis(): boolean {
    return this.#redis !== undefined;
  }

  /** What one instance is given. */
  resourcesOf(instance: number): Resources {
    return {
      screen: this.#screen,
      postgres: { url: this.#place.postgresUrl, poolSize: 4, lockTimeoutMs: 2000 },
      redis: { url: this.#place.redisUrl },
      dataFolder: this.#linkOf(instance),
    };
  }

  /**
   * Each instance knows the one folder by a path of its own: libraries that queue writes by their
   * path, in the memory of the process, then do not make two instances wait for each other.
   */
  #linkOf(instance: number): string {
    return `${this.#folder} of instance ${instance}`;
  }

  async #link(): Promise<void> {
    for (let instance = 0; instance < this.#instances; instance += 1) {
      await symlink(this.#folder, this.#linkOf(instance));
    }
  }

  get #folder(): string {
    return join(this.#base, String(this.#folders));
  }

  /** Empties everything; tables stay. */
  async clear(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
    this.#folders += 1;
    await mkdir(this.#folder);
    await this.#link();
    await this.#database?.clear();
    await this.#redis?.clear();
  }

  /** Records what `restore` brings back. */
  async take(): Promise<void> {
    await this.#database?.take();
    await this.#redis?.take();
    await rm(this.#saved, { recursive: true, force: true });
    await cp(this.#folder, this.#saved, { recursive: true });
    this.#savedIsEmpty = isEmpty(this.#saved);
  }

  async restore(): Promise<void> {
    await this.#database?.restore();
    await this.#redis?.restore();
    if (this.#savedIsEmpty && isEmpty(this.#folder)) return;
    await rm(this.#folder, { recursive: true, force: true });
    await cp(this.#saved, this.#folder, { recursive: true });
  }

  get #saved(): string {
    return join(this.#base, 'saved');
  }

  /**
   * Gives the folder, with all that is in it, another name: what a crashed instance still has in
   * memory about the old one, libraries included, then cannot touch the instance that is started
   * in its place.
   */
  async moveFolder(): Promise<void> {
    const from = this.#folder;
    this.#folders += 1;
    await rename(from, this.#folder);
    await this.#link();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#database?.[Symbol.asyncDispose]();
    await this.#redis?.[Symbol.asyncDispose]();
    await rm(this.#base, { recursive: true, force: true });
  }
}

function isEmpty(folder: string): boolean {
  return readdirSync(folder).length === 0;
}

type Connection = ReturnType<typeof connectionTo>;

function connectionTo(url: string) {
  return createClient({ url }).on('error', () => {});
}

/** Brings one Redis database back to a recorded state, by a copy of it in another one. */
class RedisSnapshot implements AsyncDisposable {
  readonly #used: Connection;
  readonly #copy: Connection;
  readonly #usedNumber: number;
  readonly #copyNumber: number;
  #keys: string[] = [];

  private constructor(used: Connection, copy: Connection, usedNumber: number, copyNumber: number) {
    this.#used = used;
    this.#copy = copy;
    this.#usedNumber = usedNumber;
    this.#copyNumber = copyNumber;
  }

  /** Of the 16 databases that a Redis has, races use the first eight, and the others keep the copies. */
  static async open(url: string): Promise<RedisSnapshot> {
    const usedNumber = Number(new URL(url).pathname.slice(1) || 0) % 8;
    const copyUrl = new URL(url);
    copyUrl.pathname = `/${usedNumber + 8}`;
    const used = connectionTo(url);
    const copy = connectionTo(copyUrl.href);
    await Promise.all([used.connect(), copy.connect()]);
    return new RedisSnapshot(used, copy, usedNumber, usedNumber + 8);
  }

  async clear(): Promise<void> {
    await this.#used.flushDb();
  }

  async take(): Promise<void> {
    await this.#copy.flushDb();
    this.#keys = (await this.#used.keys('*')).sort();
    for (const key of this.#keys)
      await this.#used.copy(key, key, { DB: this.#copyNumber, REPLACE: true });
  }

  async restore(): Promise<void> {
    await this.#used.flushDb();
    for (const key of this.#keys)
      await this.#copy.copy(key, key, { DB: this.#usedNumber, REPLACE: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#used.close(), this.#copy.close()]);
  }
}
