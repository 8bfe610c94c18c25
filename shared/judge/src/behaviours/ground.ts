import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Race, RaceSpec, StepModule } from '@workbook/course';
import { race } from '@workbook/course';
import type { Resources } from '@workbook/domain';
import pg from 'pg';
import { reasonOf } from '../place-in-code/stack.ts';
import type { Answer } from '../verdict/history.ts';
import { checkServer } from '../world/check-server.ts';
import { likelyMistake, wrongReturn } from '../world/likely-mistake.ts';
import { loadStep } from '../world/load-step.ts';
import { SetUpFailed } from '../world/set-up-failed.ts';
import { type OwnStorageUrls, Storage } from '../world/storage.ts';
import { Service } from './service.ts';
import { Stage } from './stage.ts';

/**
 * How long code may take to give an answer, or to close: milliseconds are enough, unless it hangs. It is
 * counted in turns of the event loop, so that a process that waits for its core is not blamed.
 */
const patienceMs = 10_000;
const beatMs = 100;

/** What came of a request that was asked `patiently`, as the end of a sentence. */
export function whatCame(answer: Pick<Answer, 'status'> | undefined): string {
  return answer
    ? `it was answered ${answer.status}`
    : `it was not answered within ${patienceMs / 1000} s`;
}

/** How many instances have a path of their own to the one folder of files. */
const mostInstances = 3;

/** What of the resources a behaviour gives to an instance in place of the usual ones. */
export interface Changes {
  readonly screen?: Resources['screen'];
  readonly postgres?: Partial<Resources['postgres']>;
  readonly redis?: Partial<Resources['redis']>;
}

/** What a behaviour of the code in one file stands on: real storage, empty at first, and nothing else's. */
export class Ground implements AsyncDisposable {
  readonly file: string;
  readonly urls: OwnStorageUrls;
  readonly #storage: Storage;
  readonly #onHang: () => void;
  readonly #opened = new AsyncDisposableStack();
  #instances = 0;
  #hasTables = false;
  #isStuck = false;

  private constructor(file: string, urls: OwnStorageUrls, storage: Storage, onHang: () => void) {
    this.#onHang = onHang;
    this.file = file;
    this.urls = urls;
    this.#storage = storage;
  }

  /**
   * `urls` name a database that is empty, and is used for this alone. `onHang` is called each time that something
   * was waited for patiently, and in vain.
   */
  static async open(file: string, urls: OwnStorageUrls, onHang = () => {}): Promise<Ground> {
    const storage = await Storage.open(urls, async () => {}, { instances: mostInstances });
    await storage.clear();
    return new Ground(file, urls, storage, onHang);
  }

  /** Whether something of the code under test has not come to its end: it may still be at work. */
  get isStuck(): boolean {
    return this.#isStuck;
  }

  /** The folder that all instances keep their files in. */
  get dataFolder(): string {
    return this.#storage.resourcesOf(0).dataFolder;
  }

  /** A copy of the code, with module state of its own. Throws `CannotLoad`. */
  async load(): Promise<StepModule> {
    this.#instances += 1;
    return await loadStep(this.file, `behaviour.${this.#instances}`);
  }

  /** What an instance is given. */
  resources({ screen, postgres, redis }: Changes = {}): Resources {
    const usual = this.#storage.resourcesOf(this.#instances % mostInstances);
    return {
      ...usual,
      screen: screen ?? usual.screen,
      postgres: { ...usual.postgres, ...postgres },
      redis: { ...usual.redis, ...redis },
    };
  }

  /**
   * Starts an instance on tables that are there, and closes it in the end. Throws `CannotLoad`, or
   * `SetUpFailed` when it does not start.
   */
  async start(changes?: Changes): Promise<Service> {
    const module = await this.load();
    const { createSchema, createAccounts } = module;
    const started = async () => {
      if (!this.#hasTables) await createSchema?.(this.resources());
      this.#hasTables = true;
      return await createAccounts(this.resources(changes));
    };
    const accounts = await started().catch((error: unknown) => {
      checkServer(error);
      const question = likelyMistake(error, module, basename(this.file));
      const reason = question === undefined ? reasonOf(error) : `${reasonOf(error)}: ${question}`;
      throw new SetUpFailed(`it does not start: ${reason}`, { cause: error });
    });
    const wrong = wrongReturn(accounts);
    if (wrong !== undefined) throw new SetUpFailed(wrong);
    const service = new Service(accounts);
    this.#opened.defer(() => this.#close(service));
    return service;
  }

  /** A session of the database that is not the code's. */
  async session(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.urls.postgresUrl,
      application_name: 'workbook behaviour',
    });
    client.on('error', () => {});
    await client.connect();
    this.#opened.defer(() => client.end());
    return client;
  }

  /** The code may have lost a connection, which its pool would wait for: it is not closed any more. */
  abandon(): void {
    this.#isStuck = true;
  }

  /** Undoes something in the end, before what was opened earlier is closed. */
  defer(undo: () => unknown): void {
    this.#opened.defer(async () => {
      await undo();
    });
  }

  /** Puts clients on a stage, where each operation waits for its turn. The storage is then the stage's. */
  stage(spec: Omit<RaceSpec, 'anomaly' | 'question'>): Promise<Stage> {
    const scene: Race = race('a behaviour', { anomaly: '', question: '', ...spec });
    return Stage.open(scene, this.file, this.urls);
  }

  /** What `work` gives, or undefined when it gives nothing for so long that it hangs. */
  async patiently<T>(work: Promise<T>): Promise<T | undefined> {
    let isSettled = false;
    const settled = work.finally(() => {
      isSettled = true;
    });
    const hangs = async () => {
      for (let beats = 0; beats < patienceMs / beatMs && !isSettled; beats += 1)
        await delay(beatMs);
      if (!isSettled) this.#onHang();
      this.#isStuck ||= !isSettled;
      return undefined;
    };
    return await Promise.race([settled, hangs()]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.#opened.disposeAsync();
    } finally {
      await this.#storage[Symbol.asyncDispose]();
    }
  }

  /** What is stuck would keep its connections for ever: the process that runs it ends soon. */
  async #close(service: Service): Promise<void> {
    if (this.#isStuck) return;
    await this.patiently(service.close().catch(() => {}));
  }
}
