import pg from 'pg';
import type { OwnCode } from './clock-of-the-database.ts';

/** What a database held at one time, as the statements that bring it back, and the one that asks for it. */
export interface Recorded {
  readonly restore: string;
  readonly content: string;
  /** The names of its tables and sequences. */
  readonly names: string;
}

/**
 * Brings a database back to a state that was recorded earlier, in one round trip: a run must not
 * see what the run before has left. Tables are those of the schema `public`.
 */
export class DatabaseSnapshot implements AsyncDisposable {
  readonly #client: pg.Client;
  #recorded: Recorded = { restore: '', content: '', names: '' };
  #restored = 0;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async open(url: string): Promise<DatabaseSnapshot> {
    const client = new pg.Client({ connectionString: url, application_name: 'workbook reset' });
    client.on('error', () => {});
    await client.connect();
    return new DatabaseSnapshot(client);
  }

  /** Empties all tables and starts their sequences again. */
  async clear(): Promise<void> {
    const tables = await this.#tables();
    if (tables.length > 0) {
      await this.#client.query(`truncate ${tables.join(', ')} restart identity cascade`);
    }
    // Truncating restarts only the sequences that belong to a column.
    for (const { name } of await this.#sequences()) {
      await this.#client.query(`alter sequence ${name} restart`);
    }
  }

  /** Records what `restore` brings back, and returns it. */
  async record(): Promise<Recorded> {
    const statements = ["set session_replication_role = 'replica'"];
    const tables = await this.#tables();
    for (const table of tables) {
      const { rows } = await this.#client.query(
        `select coalesce(json_agg(t), '[]')::text as content from ${table} t`,
      );
      const content = pg.escapeLiteral(rows[0].content);
      statements.push(
        `delete from ${table}`,
        `insert into ${table} overriding system value select * from json_populate_recordset(null::${table}, ${content})`,
      );
    }
    const sequences = await this.#sequences();
    for (const { name, last_value } of sequences) {
      statements.push(
        `select setval(${pg.escapeLiteral(name)}, ${last_value ?? 1}, ${last_value !== null})`,
      );
    }
    this.#recorded = {
      restore: statements.join('; '),
      content: contentOf(tables),
      names: namesOf(tables, sequences),
    };
    return this.#recorded;
  }

  /** Whether there is nothing but what there was then: what has come since would stay as it is. */
  async hasNamesOf({ names }: Recorded): Promise<boolean> {
    return names === namesOf(await this.#tables(), await this.#sequences());
  }

  /** Brings back what was recorded last, or `earlier`, which is what comes back from then on. */
  async restore(earlier?: Recorded): Promise<void> {
    this.#recorded = earlier ?? this.#recorded;
    await this.#client.query(this.#recorded.restore);
    this.#restored += 1;
    // Each restore leaves dead rows behind, which every later statement would have to step over.
    if (this.#restored % 200 === 0) await this.#client.query('vacuum');
  }

  /**
   * What requests could find: the rows of the tables that were recorded, where its sequences stand, transactions that wait
   * for their second phase, and how many locks others hold. Equal where that is.
   */
  async content(): Promise<string> {
    const { rows } = await this.#client.query({ text: this.#recorded.content, rowMode: 'array' });
    return JSON.stringify(rows);
  }

  /** What it does by itself. */
  async ownCode(): Promise<OwnCode> {
    const { rows: defaults } = await this.#client.query(
      `select relname as table, attname as column, pg_get_expr(adbin, adrelid) as text
       from pg_attrdef join pg_class c on c.oid = adrelid
       join pg_attribute on attrelid = adrelid and attnum = adnum
       where relnamespace = 'public'::regnamespace and attgenerated = ''`,
    );
    const { rows: functions } = await this.#client.query(
      `select proname as name, pg_get_functiondef(oid) as text from pg_proc
       where pronamespace = 'public'::regnamespace and prokind in ('f', 'p')`,
    );
    return { defaults, functions };
  }

  async #sequences(): Promise<{ name: string; last_value: string | null }[]> {
    const { rows } = await this.#client.query(
      `select format('%I.%I', schemaname, sequencename) as name, last_value
       from pg_sequences where schemaname = 'public' order by 1`,
    );
    return rows;
  }

  async #tables(): Promise<string[]> {
    const { rows } = await this.#client.query(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'public' order by 1`,
    );
    return rows.map(({ name }) => name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end();
  }
}

function namesOf(
  tables: readonly string[],
  sequences: readonly { readonly name: string }[],
): string {
  return [...tables, ...sequences.map(({ name }) => name)].join();
}

function contentOf(tables: readonly string[]): string {
  const rows = tables.map((table) => `(select json_agg(t::text order by t::text) from ${table} t)`);
  const others = [
    "select json_agg((sequencename, last_value)) from pg_sequences where schemaname = 'public'",
    'select json_agg(gid) from pg_prepared_xacts where database = current_database()',
    `select count(*) from pg_locks join pg_database d on d.oid = database
     where datname = current_database() and pid <> pg_backend_pid()`,
  ];
  return `select ${[...rows, ...others.map((text) => `(${text})`)].join(', ')}`;
}
