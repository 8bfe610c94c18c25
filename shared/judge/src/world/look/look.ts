import type { Turn } from '@workbook/explorer';
import type { OwnStorageUrls } from '../storage.ts';
import { lookAtFolder } from './folder-look.ts';
import { PostgresLook } from './postgres-look.ts';
import { RedisLook } from './redis-look.ts';
import type { Stored } from './stored.ts';

/** Looks at all that the instances of a race store, from outside: nothing of it is an operation of a client. */
export class Look implements AsyncDisposable {
  readonly #opened: AsyncDisposableStack;
  readonly #postgres: PostgresLook | undefined;
  readonly #redis: RedisLook | undefined;

  private constructor(
    opened: AsyncDisposableStack,
    postgres: PostgresLook | undefined,
    redis: RedisLook | undefined,
  ) {
    this.#opened = opened;
    this.#postgres = postgres;
    this.#redis = redis;
  }

  /** Connects to the servers that `urls` name. The tables are there by now. */
  static async open({ postgresUrl, redisUrl }: OwnStorageUrls): Promise<Look> {
    await using opened = new AsyncDisposableStack();
    const postgres = postgresUrl ? opened.use(await PostgresLook.open(postgresUrl)) : undefined;
    const redis = redisUrl ? opened.use(await RedisLook.open(redisUrl)) : undefined;
    return new Look(opened.move(), postgres, redis);
  }

  /** Whether the accounts may lie in a server. */
  get hasServers(): boolean {
    return this.#postgres !== undefined || this.#redis !== undefined;
  }

  /** Whether what was seen in this run cannot be trusted, as a look has come too late: run it again. */
  get isLate(): boolean {
    return this.#redis?.isLate ?? false;
  }

  /**
   * What is stored after the `last` turn of a run, or at its beginning, in servers and in the `folder` of files; `nowMs` is
   * the time of the run's own clock.
   */
  async look(
    last: Turn | undefined,
    nowMs: number,
    folder: string,
  ): Promise<Omit<Stored, 'lists'>> {
    const [tables = [], keys = [], files] = await Promise.all([
      this.#postgres?.look(last),
      this.#redis?.look(nowMs, last === undefined),
      lookAtFolder(folder),
    ]);
    return { tables, keys, files };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened[Symbol.asyncDispose]();
  }
}
