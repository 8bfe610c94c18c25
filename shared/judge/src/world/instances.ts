import { basename, dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Call, StepModule } from '@workbook/course';
import type {
  OpenAccounts,
  ReportingAccounts,
  Resources,
  VersionedAccounts,
} from '@workbook/domain';
import type { PrepareOptions } from '@workbook/explorer';
import { createApp } from '@workbook/http';
import type { Named } from '../place-in-code/function-place.ts';
import { reasonOf } from '../place-in-code/stack.ts';
import { unwrittenTask, type Violation } from '../verdict/violation.ts';
import { checkServer } from './check-server.ts';
import { type Exported, likelyMistake, wrongReturn } from './likely-mistake.ts';
import { loadStep } from './load-step.ts';
import { RaceClient } from './race-client.ts';
import { SetUpFailed } from './set-up-failed.ts';

/** Does set-up work in an instance's name, so that connections made there belong to it. */
export type As = PrepareOptions['as'];

/** How long instances that are not needed any more may take to close. */
const closeTimeoutMs = 1000;

/** Accounts with versions can be renamed, and some can add up what an owner has. */
type AnyAccounts = OpenAccounts &
  Partial<Pick<VersionedAccounts, 'rename'> & Pick<ReportingAccounts, 'report'>>;

interface Instance {
  readonly accounts: OpenAccounts;
  readonly client: RaceClient;
}

/** The running copies of the service, each with an app, connections and module state of its own. */
export class Instances {
  readonly #file: string;
  readonly #count: number;
  readonly #resourcesOf: (instance: number) => Resources;
  #running: Instance[] = [];
  /** Part of each copy's name: another copy of the file has module state of its own. */
  #copies = 0;
  #firstDefect: unknown;
  #exported: Exported = {};
  /** Whether all that was asked of them has come to its end: one that is stuck would wait for itself. */
  closable = true;

  /** `count` copies of the code in `file`, each with what `resourcesOf` gives it. None runs yet. */
  constructor(file: string, count: number, resourcesOf: (instance: number) => Resources) {
    this.#file = file;
    this.#count = count;
    this.#resourcesOf = resourcesOf;
  }

  get running(): boolean {
    return this.#running.length > 0;
  }

  /** What the service would have logged about its first answer of 500 since `forgetDefect`: `: ` and the reason. */
  get defect(): string {
    return this.#firstDefect === undefined ? '' : `: ${this.#reasonOf(this.#firstDefect)}`;
  }

  /** The task of the lesson whose code is not there yet, where that first answer says so. */
  get unwritten(): Pick<Violation, 'notWritten'> {
    return { notWritten: unwrittenTask(this.#firstDefect) };
  }

  forgetDefect(): void {
    this.#firstDefect = undefined;
  }

  /** Sends requests to an instance. */
  clientOf(instance: number): RaceClient {
    return (this.#running[instance] as Instance).client;
  }

  /** The method of the code under test that a request of this kind calls. */
  methodFor(kind: Call['kind']): Named | undefined {
    const accounts: AnyAccounts | undefined = this.#running[0]?.accounts;
    return accounts?.[kind];
  }

  /** Makes the tables that the code needs, if it says any. Throws `CannotLoad` or `SetUpFailed`. */
  async createSchema(as: As): Promise<void> {
    const { createSchema } = await as(0, () => this.#load(0));
    await createSchema?.(this.#resourcesOf(0)).catch(this.#setUpFailed('createSchema'));
  }

  /** Starts all instances. Throws `CannotLoad` or `SetUpFailed`. */
  async start(as: As): Promise<void> {
    for (let instance = 0; instance < this.#count; instance += 1)
      this.#running.push(await this.#start(instance, as));
  }

  /**
   * Starts crashed instances again, with nothing but what has survived, and with new module state.
   * Returns why one does not start: it has started before, so the crash has left what it cannot read.
   */
  async restart(crashed: readonly number[], as: As): Promise<string | undefined> {
    this.#copies += 1;
    try {
      for (const instance of crashed) this.#running[instance] = await this.#start(instance, as);
      return undefined;
    } catch (error) {
      if (!(error instanceof SetUpFailed)) throw error;
      return this.#shortReasonOf(error.cause);
    }
  }

  /** Closes all of them. Those that start next have new module state. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = [];
    this.#copies += 1;
    const closed = Promise.allSettled(
      running.map(({ accounts }) => accounts[Symbol.asyncDispose]?.()),
    );
    if (this.closable) await Promise.race([closed, delay(closeTimeoutMs)]);
  }

  async #start(instance: number, as: As): Promise<Instance> {
    const { createAccounts } = await as(instance, () => this.#load(instance));
    const accounts = await as(instance, async () =>
      createAccounts(this.#resourcesOf(instance)),
    ).catch(this.#setUpFailed('createAccounts'));
    const wrong = wrongReturn(accounts);
    if (wrong !== undefined) throw new SetUpFailed(wrong);
    const app = createApp(accounts, {
      onDefect: (error) => {
        this.#firstDefect ??= error;
      },
    });
    return { accounts, client: new RaceClient(app) };
  }

  async #load(instance: number): Promise<StepModule> {
    const module = await loadStep(this.#file, `${instance}.${this.#copies}`);
    this.#exported = module;
    return module;
  }

  /** Tells of what the code under test throws before there is anything to be judged. */
  #setUpFailed(name: 'createSchema' | 'createAccounts') {
    return (error: unknown): never => {
      checkServer(error);
      const reason = `${name}(resources) throws: ${this.#reasonOf(error)}`;
      throw new SetUpFailed(reason, { cause: error });
    };
  }

  /** What an error says. Its place is named from the folder on: a step that is changed for a moment has a new one each time. */
  #shortReasonOf(error: unknown): string {
    return reasonOf(error).replaceAll(`${dirname(this.#file)}/`, '');
  }

  /** What an error says, and the question that helps more, where there is one. */
  #reasonOf(error: unknown): string {
    const question = likelyMistake(error, this.#exported, basename(this.#file));
    const reason = this.#shortReasonOf(error);
    return question === undefined ? reason : `${reason}: ${question}`;
  }
}
