import {
  controlPostgres,
  formatSchedule,
  type Judgement,
  type OpenScenario,
  type PreparedRun,
  type PrepareOptions,
  type RunRecord,
  type Scenario,
} from '@workbook/explorer';
import pg from 'pg';
import { look, reset, type Work } from './cases.ts';

/** Makes the scenario in which each client sends its statements over a connection of its own. */
export const openScenario: OpenScenario<Work> = (work, { postgresUrl = '' }) =>
  openTable(work, postgresUrl);

/** The same for this process; `onRun` is told of every run's schedule. */
export async function openTable(
  work: Work,
  url: string,
  onRun: (schedule: string) => void = () => {},
): Promise<TableScenario> {
  controlPostgres(pg);
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  return new TableScenario(work, url, admin, onRun);
}

class TableScenario implements Scenario, AsyncDisposable {
  readonly #work: Work;
  readonly #url: string;
  readonly #admin: pg.Client;
  readonly #onRun: (schedule: string) => void;
  readonly #sessions = new Map<string, pg.Client>();

  constructor(work: Work, url: string, admin: pg.Client, onRun: (schedule: string) => void) {
    this.#work = work;
    this.#url = url;
    this.#admin = admin;
    this.#onRun = onRun;
  }

  async prepare(options: PrepareOptions): Promise<PreparedRun> {
    await this.#admin.query(reset);
    const names = Object.keys(this.#work.clients);
    if (options.fresh || this.#sessions.size === 0) {
      await this.#disconnect();
      for (const [instance, name] of names.entries())
        this.#sessions.set(name, await options.as(instance, () => this.#connect()));
    }
    return {
      clients: names.map((name, instance) => ({
        name,
        instance,
        label: `${name} begins`,
        run: () => this.#run(name),
      })),
      judge: (run) => this.#judge(run),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#disconnect();
    await this.#admin.end();
  }

  async #connect(): Promise<pg.Client> {
    const session = new pg.Client({ connectionString: this.#url });
    session.on('error', () => {});
    await session.connect();
    return session;
  }

  async #disconnect(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(sessions.map((session) => session.end()));
  }

  async #run(name: string): Promise<void> {
    for (const statement of this.#work.clients[name] ?? [])
      await this.#sessions.get(name)?.query(statement);
  }

  async #judge({ ending, schedule }: RunRecord): Promise<Judgement> {
    this.#onRun(formatSchedule(schedule));
    if (ending.kind !== 'finished') return { outcome: ending.kind, violation: ending.kind };
    const { rows } = await this.#admin.query<{ amount: number }>(look);
    const { expected } = this.#work;
    const outcome = `${rows[0]?.amount} in stock`;
    return expected === undefined || rows[0]?.amount === expected
      ? { outcome }
      : { outcome, violation: `${outcome} instead of ${expected}` };
  }
}
