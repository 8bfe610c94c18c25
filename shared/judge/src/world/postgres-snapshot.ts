import pg from 'pg';
import type { OwnCode } from './clock-of-the-database.ts';
import { SetUpFailed } from './set-up-failed.ts';

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

  /** Empties all tables and starts their sequences again, or brings back what `made` holds: what was there when they were made. */
  async clear(made?: Recorded): Promise<void> {
    const tables = await this.#tables();
    if (tables.length > 0) {
      const names = tables.map(({ name }) => name);
      await this.#client.query(`truncate ${names.join(', ')} restart identity cascade`);
    }
    // Truncating restarts only the sequences that belong to a column.
    for (const { name } of await this.#sequences()) {
      await this.#client.query(`alter sequence ${name} restart`);
    }
    if (made) await this.#client.query(made.restore);
  }

  /** Whether there are tables of the code under test. */
  async hasTables(): Promise<boolean> {
    return (await this.#tables()).length > 0;
  }

  /** What was there when the tables were made, if they are not empty. Throws `SetUpFailed` where some are in another schema. */
  async made(): Promise<Recorded | undefined> {
    const elsewhere = await this.#client.query(
      `select format('%I.%I', nspname, relname) as name from pg_class join pg_namespace n on n.oid = relnamespace
       where relkind in ('r', 'p') and nspname !~ '^pg_' and nspname not in ('public', 'information_schema', 'workbook')
       order by 1 limit 1`,
    );
    if (elsewhere.rows[0])
      throw new SetUpFailed(
        `createSchema makes the table ${elsewhere.rows[0].name}, and between runs only tables of the schema public are brought back: make it there`,
      );
    const tables = await this.#tables();
    if (tables.length === 0) return undefined;
    const some = tables.map(({ name }) => `exists (select from ${name})`).join(' or ');
    const { rows } = await this.#client.query(`select ${some} as some`);
    return rows[0].some ? await this.record() : undefined;
  }

  /** Records what `restore` brings back, and returns it. */
  async record(): Promise<Recorded> {
    const statements = ["set session_replication_role = 'replica'"];
    const tables = await this.#tables();
    for (const { name, columns } of tables) {
      const { rows } = await this.#client.query(
        `select coalesce(json_agg(t), '[]')::text as content from ${name} t`,
      );
      const content = pg.escapeLiteral(rows[0].content);
      statements.push(`delete from ${name}`);
      if (columns === '') continue;
      statements.push(
        `insert into ${name} (${columns}) overriding system value select ${columns} from json_populate_recordset(null::${name}, ${content})`,
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

  /** The tables that hold rows themselves, each with its columns that no expression makes. */
  async #tables(): Promise<Table[]> {
    const { rows } = await this.#client.query(
      `select format('%I.%I', nspname, relname) as name,
         coalesce(string_agg(quote_ident(attname), ', ' order by attnum), '') as columns
       from pg_class c join pg_namespace n on n.oid = relnamespace
       left join pg_attribute on attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = ''
       where nspname = 'public' and relkind = 'r' group by c.oid, nspname, relname order by 1`,
    );
    return rows;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end();
  }
}

interface Table {
  readonly name: string;
  readonly columns: string;
}

function namesOf(
  tables: readonly Table[],
  sequences: readonly { readonly name: string }[],
): string {
  return [...tables, ...sequences].map(({ name }) => name).join();
}

function contentOf(tables: readonly Table[]): string {
  const rows = tables.map(
    ({ name }) => `(select json_agg(t::text order by t::text) from ${name} t)`,
  );
  const others = [
    "select json_agg((sequencename, last_value)) from pg_sequences where schemaname = 'public'",
    'select json_agg(gid) from pg_prepared_xacts where database = current_database()',
    `select count(*) from pg_locks join pg_database d on d.oid = database
     where datname = current_database() and pid <> pg_backend_pid()`,
  ];
  return `select ${[...rows, ...others.map((text) => `(${text})`)].join(', ')}`;
}
