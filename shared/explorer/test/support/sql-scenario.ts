import pg from 'pg';
import {
  controlPostgres,
  formatSchedule,
  type PreparedRun,
  type PrepareOptions,
  type RunRecord,
  type Scenario,
} from '../../src/index.ts';

/** Clients that send statements one after the other, each over a connection of its own. */
export interface SqlRace {
  /** Creates the tables, once. */
  readonly schema: string;
  /** Brings the tables to the beginning of every run. */
  readonly reset: string;
  /** What each client sends. */
  readonly clients: Readonly<Record<string, readonly string[]>>;
  /** Reads what a run has left behind. */
  readonly look: string;
  /** What is wrong with what was read, if anything. */
  violation?(rows: readonly Record<string, unknown>[]): string | undefined;
}

/**
 * A row for each of the first `count` ids, with 100 in it, that must not fall below zero. The table
 * is truncated for each run: in what order a statement meets several rows depends on where they lie,
 * and what was deleted before leaves gaps.
 */
export function rows(count: number): Omit<SqlRace, 'clients'> {
  const values = Array.from({ length: count }, (_, i) => `(${i + 1}, 100)`).join(', ');
  return {
    schema:
      'create table if not exists stock (id serial primary key, amount int not null check (amount >= 0))',
    reset: `truncate stock; insert into stock values ${values}; select setval('stock_id_seq', 1000)`,
    look: 'select id, amount from stock order by id',
  };
}

/**
 * The race as a scenario. Its outcome is every answer that every client got, errors by their code,
 * and what the tables hold in the end.
 */
export class SqlScenario implements Scenario, AsyncDisposable {
  readonly #url: string;
  readonly #race: SqlRace;
  readonly #admin: pg.Client;
  readonly #onRun: (schedule: string) => void;
  #sessions = new Map<string, pg.Client>();

  private constructor(
    url: string,
    race: SqlRace,
    admin: pg.Client,
    onRun: (schedule: string) => void,
  ) {
    this.#url = url;
    this.#race = race;
    this.#admin = admin;
    this.#onRun = onRun;
  }

  static async open(
    url: string,
    race: SqlRace,
    onRun: (schedule: string) => void = () => {},
  ): Promise<SqlScenario> {
    controlPostgres();
    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    await admin.query(`set client_min_messages = warning; ${race.schema}`);
    return new SqlScenario(url, race, admin, onRun);
  }

  async prepare(options: PrepareOptions): Promise<PreparedRun> {
    await this.#admin.query(this.#race.reset);
    const names = Object.keys(this.#race.clients);
    if (options.fresh || this.#sessions.size === 0) {
      await this.#close();
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
    await this.#close();
    await this.#admin.end();
  }

  async #connect(): Promise<pg.Client> {
    const session = new pg.Client({ connectionString: this.#url });
    session.on('error', () => {});
    await session.connect();
    return session;
  }

  async #run(name: string): Promise<string[]> {
    const session = this.#sessions.get(name) as pg.Client;
    const answers: string[] = [];
    for (const statement of this.#race.clients[name] ?? []) {
      try {
        const { command, rows, rowCount } = await session.query({
          text: statement,
          rowMode: 'array',
        });
        answers.push(
          rows.length > 0 ? JSON.stringify(rows) : `${command} ${rowCount ?? ''}`.trim(),
        );
      } catch (error) {
        answers.push((error as { code?: string }).code ?? String(error));
      }
    }
    return answers;
  }

  async #judge({ ending, results, schedule }: RunRecord) {
    this.#onRun(formatSchedule(schedule));
    if (ending.kind === 'too-long') return { outcome: ending.kind };
    if (ending.kind === 'stuck') return { outcome: ending.kind, violation: ending.kind };
    const { rows } = await this.#admin.query(this.#race.look);
    const answers = Object.keys(this.#race.clients).map(
      (name) => `${name}: ${(results.get(name) as string[] | undefined)?.join(', ') ?? 'crashed'}`,
    );
    const violation = this.#race.violation?.(rows);
    return {
      outcome: `${answers.join('; ')} → ${JSON.stringify(rows.map((row) => Object.values(row)))}`,
      ...(violation === undefined ? {} : { violation }),
    };
  }

  async #close(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(sessions.map((session) => session.end()));
  }
}
