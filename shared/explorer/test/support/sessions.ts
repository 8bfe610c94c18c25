import pg from 'pg';
import { controlPostgres, type PrepareOptions } from '../../src/index.ts';

/** Connections that belong to clients: one for each name, each of an instance of its own. */
export class Sessions implements AsyncDisposable {
  readonly #url: string;
  #open: pg.Client[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  /** Closes what was open and connects again. */
  async open<Name extends string>(
    names: readonly Name[],
    options: PrepareOptions,
  ): Promise<Record<Name, pg.Client>> {
    controlPostgres();
    await this[Symbol.asyncDispose]();
    const connected = names.map(async (name, instance) => {
      const session = new pg.Client({ connectionString: this.#url });
      session.on('error', () => {});
      await options.as(instance, () => session.connect());
      this.#open.push(session);
      return [name, session];
    });
    return Object.fromEntries(await Promise.all(connected));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closing = this.#open.map((session) => session.end());
    this.#open = [];
    await Promise.all(closing);
  }
}
