import type { PrepareOptions } from '@workbook/explorer';
import pg from 'pg';
import type { Heard } from './heard.ts';
import { listen } from './heard.ts';
import type { Spec } from './spec.ts';

/** What PostgreSQL's own test runner sets: expected files hold times and intervals in this form. */
const settings =
  '-c timezone=America/Los_Angeles -c datestyle=Postgres,MDY -c intervalstyle=postgres_verbose';

/**
 * The connections of a specification: one for each session, and one that sets up and tears down.
 * They live as long as the specification, as `isolationtester`'s do, so that what a session has
 * prepared or set in one permutation is there in the next.
 */
export class SpecDatabase implements AsyncDisposable {
  readonly url: string;
  readonly #spec: Spec;
  readonly #name: string;
  readonly #clients: pg.Client[] = [];
  #control: pg.Client | undefined;
  /** What each session has heard and the transcript has not told yet. */
  readonly heard: readonly Heard[][];
  /** The turn under way, by which the notices are dated. */
  now: () => number = () => 0;

  constructor(url: string, name: string, spec: Spec) {
    this.url = url;
    this.#name = name;
    this.#spec = spec;
    this.heard = spec.sessions.map(() => []);
  }

  /** Connects, the first time that it is called. Each session is an instance of its own. */
  async connect(options: PrepareOptions): Promise<void> {
    // What came after the last step of a permutation is told with the first one of the next.
    for (const heard of this.heard)
      heard.splice(0, heard.length, ...heard.map((one) => ({ ...one, at: -1 })));
    if (this.#control) return;
    this.#control = this.#newClient('control connection');
    await this.#control.connect();
    for (const [index, { name }] of this.#spec.sessions.entries()) {
      const client = this.#newClient(name);
      listen(
        client,
        this.heard[index] as Heard[],
        () => this.now(),
        (pid) => this.#nameOf(pid),
      );
      await options.as(index, () => client.connect());
      this.#clients.push(client);
    }
  }

  get control(): pg.Client {
    return this.#control as pg.Client;
  }

  session(index: number): pg.Client {
    return this.#clients[index] as pg.Client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#forgetPrepared().catch(() => {});
    const open = [...this.#clients, ...(this.#control ? [this.#control] : [])];
    await Promise.all(open.map((client) => client.end().catch(() => {})));
  }

  /** A prepared transaction outlives its session, and would keep the database from being dropped. */
  async #forgetPrepared(): Promise<void> {
    const { rows } = await this.control.query<{ gid: string }>(
      'select gid from pg_prepared_xacts where database = current_database()',
    );
    for (const { gid } of rows)
      await this.control.query(`rollback prepared ${pg.escapeLiteral(gid)}`);
  }

  #newClient(name: string): pg.Client {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: `isolation/${this.#name}/${name}`,
      options: settings,
    });
    // A broken connection fails the query that is under way, or the next one.
    client.on('error', () => {});
    return client;
  }

  #nameOf(pid: number): string {
    const pids = this.#clients.map(
      (client) => (client as unknown as { processID: number }).processID,
    );
    return this.#spec.sessions[pids.indexOf(pid)]?.name ?? `PID ${pid}`;
  }
}
