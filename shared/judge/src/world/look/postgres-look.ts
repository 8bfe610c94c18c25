import { clientOfSession, type Turn } from '@workbook/explorer';
import pg from 'pg';
import { type Column, valueIn } from './row-values.ts';
import type { RowVersion, StoredTable, Transaction } from './stored.ts';

/** A table that is looked at. */
interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
}

/** A row's version as it lies in the page. */
interface Tuple {
  readonly table: string;
  readonly at: string;
  /** Where its next version lies; its own place where there is none. */
  readonly next: string;
  readonly xmin: string;
  readonly xmax: string;
  readonly infomask: number;
  readonly infomask2: number;
  readonly attrs: readonly (Buffer | null)[];
  readonly made: Transaction['state'];
  readonly ended: Transaction['state'] | null;
  /** Those who share a lock, where several do. */
  readonly members:
    | readonly {
        readonly xid: string;
        readonly mode: string;
        readonly state: Transaction['state'];
      }[]
    | null;
}

/**
 * Looks at the pages of all tables in the schema `public`, over a session of its own: at the versions of rows that no transaction
 * sees, too. It takes no lock that keeps a client waiting, and leaves no trace in the pages.
 */
export class PostgresLook implements AsyncDisposable {
  readonly #client: pg.Client;
  readonly #tables: readonly Table[];
  /** Whose each transaction of this run is. */
  readonly #owners = new Map<string, Owner>();
  #before = new Set<string>();

  private constructor(client: pg.Client, tables: readonly Table[]) {
    this.#client = client;
    this.#tables = tables;
  }

  /** Connects to the database at `url`, whose tables are there. Needs a role that may make the extension `pageinspect`. */
  static async open(url: string): Promise<PostgresLook> {
    const client = new pg.Client({ connectionString: url, application_name: 'workbook look' });
    client.on('error', () => {});
    await client.connect();
    await client.query(
      `create schema if not exists ${schema}; create extension if not exists pageinspect schema ${schema}; set lock_timeout = 1000`,
    );
    const { rows } = await client.query<Table>(
      `select c.relname as name,
         json_agg(json_build_object('name', attname, 'type', typname) order by attnum) as columns
       from pg_class c join pg_attribute a on attrelid = c.oid join pg_type t on t.oid = atttypid
       where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped
       group by relname order by relname`,
    );
    return new PostgresLook(client, rows);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end();
  }

  /** What the tables hold after the `last` turn of a run; at its beginning, where there is none, it begins anew. */
  async look(last: Turn | undefined): Promise<StoredTable[]> {
    const [tuples, sessions] = await Promise.all([this.#tuples(), this.#sessions()]);
    if (!last) {
      this.#owners.clear();
      this.#before = new Set(tuples.flatMap(({ xmin, xmax }) => [xmin, xmax]));
    }
    for (const { pid, xid } of sessions) this.#note(xid, clientOfSession(pid));
    // One that was over before it could be seen belongs to the client that has had its turn.
    for (const { xmin, xmax, infomask, members } of tuples) {
      const all = infomask & isMulti ? (members ?? []).map(({ xid }) => xid) : [xmax];
      for (const xid of [xmin, ...all]) if (xid !== '0') this.#note(xid, last?.client);
    }
    return this.#tables.map(({ name, columns }) => {
      const own = tuples.filter(({ table }) => table === name);
      return {
        name,
        columns: columns.map((column) => column.name),
        versions: inChains(own, columns).flatMap((tuple) => this.#versionOf(tuple, columns)),
      };
    });
  }

  #note(xid: string, client: string | undefined): void {
    if (client === undefined || this.#before.has(xid) || this.#owners.has(xid)) return;
    const own = [...this.#owners.values()].filter((owner) => owner.client === client);
    this.#owners.set(xid, { client, number: own.length + 1 });
  }

  /** Nothing, where the version was gone before the race. */
  #versionOf(tuple: Tuple, columns: readonly Column[]): RowVersion[] {
    const { xmin, made, attrs, infomask } = tuple;
    const holders = this.#holdersOf(tuple);
    const ender = holders.find(({ isLockOnly }) => !isLockOnly);
    const wasEnded = ender && ender.state !== 'aborted' ? ender : undefined;
    if (wasEnded?.state === 'committed' && !this.#owners.has(wasEnded.xid)) return [];
    const locks = holders.flatMap(({ xid, mode, state }) => {
      const client = this.#owners.get(xid)?.client;
      return state === 'in progress' && client ? [{ client, mode }] : [];
    });
    const isFrozen = (infomask & 0x300) === 0x300;
    return [
      {
        values: columns.map((column, i) => valueIn(attrs[i] ?? null, column)),
        made: { ...this.#owners.get(xmin), state: isFrozen ? 'committed' : made },
        ...(wasEnded && { ended: { ...this.#owners.get(wasEnded.xid), state: wasEnded.state } }),
        ...(locks.length > 0 && { locks }),
      },
    ];
  }

  /** Who has a hand on a version: by locking the row, or by ending the version. */
  #holdersOf({ xmax, infomask, infomask2, ended, members }: Tuple): Holder[] {
    if (xmax === '0' || infomask & isInvalid) return [];
    if (infomask & isMulti)
      return (members ?? [])
        .map(({ xid, mode, state }) => ({ xid, state, ...modeOfMember(mode) }))
        .sort((a, b) => this.#rank(a.xid) - this.#rank(b.xid));
    const isLockOnly = (infomask & isLocked) !== 0;
    const state = ended ?? 'aborted';
    return [{ xid: xmax, state, isLockOnly, mode: modeOf(infomask, infomask2, isLockOnly) }];
  }

  /** By the client's letter, and not by who came first: that may differ where it does not matter. */
  #rank(xid: string): number {
    const { client = '', number = 0 } = this.#owners.get(xid) ?? {};
    return (client.codePointAt(0) ?? 0) * 1000 + number;
  }

  async #tuples(): Promise<Tuple[]> {
    if (this.#tables.length === 0) return [];
    const each = this.#tables.map(({ name }) => {
      const table = `public.${pg.escapeIdentifier(name)}`;
      const text = pg.escapeLiteral(table);
      return `select ${pg.escapeLiteral(name)} as table, format('(%s,%s)', page, lp) as at, t_ctid::text as next,
          t_xmin::text as xmin, t_xmax::text as xmax, t_infomask as infomask, t_infomask2 as infomask2, t_attrs as attrs,
          pg_xact_status(t_xmin::text::xid8) as made,
          case when t_xmax::text <> '0' and t_infomask & ${isMulti} = 0
            then pg_xact_status(t_xmax::text::xid8) end as ended,
          case when t_infomask & ${isMulti} <> 0 then
            (select json_agg(json_build_object('xid', m.xid::text, 'mode', m.mode, 'state', pg_xact_status(m.xid::text::xid8)))
             from pg_get_multixact_members(t_xmax) m) end as members
        from generate_series(0, pg_relation_size(${text}) / current_setting('block_size')::int - 1) page,
          ${schema}.heap_page_item_attrs(${schema}.get_raw_page(${text}, page::int), ${text}::regclass)
        where lp_flags = 1`;
    });
    return (await this.#client.query<Tuple>(each.join(' union all '))).rows;
  }

  async #sessions(): Promise<{ readonly pid: number; readonly xid: string }[]> {
    const { rows } = await this.#client.query(
      'select pid, backend_xid::text as xid from pg_stat_activity where datname = current_database() and backend_xid is not null',
    );
    return rows;
  }
}

const schema = 'workbook_look';

/** Whose a transaction is. */
interface Owner {
  readonly client: string;
  readonly number: number;
}

interface Holder {
  readonly xid: string;
  readonly state: Transaction['state'];
  readonly mode: string;
  readonly isLockOnly: boolean;
}

// Bits of a version's header, as PostgreSQL's htup_details.h names them.
const isMulti = 0x1000;
const isInvalid = 0x0800;
const isLocked = 0x0080;
const keyShare = 0x0010;
const exclusive = 0x0040;
const changesKey = 0x2000;

function modeOf(infomask: number, infomask2: number, isLockOnly: boolean): string {
  const strength = infomask & (keyShare | exclusive);
  if (isLockOnly && strength === keyShare) return 'FOR KEY SHARE';
  if (isLockOnly && strength === (keyShare | exclusive)) return 'FOR SHARE';
  return infomask2 & changesKey ? 'FOR UPDATE' : 'FOR NO KEY UPDATE';
}

function modeOfMember(mode: string): Pick<Holder, 'mode' | 'isLockOnly'> {
  const modes: Readonly<Record<string, Pick<Holder, 'mode' | 'isLockOnly'>>> = {
    keysh: { mode: 'FOR KEY SHARE', isLockOnly: true },
    sh: { mode: 'FOR SHARE', isLockOnly: true },
    fornokeyupd: { mode: 'FOR NO KEY UPDATE', isLockOnly: true },
    forupd: { mode: 'FOR UPDATE', isLockOnly: true },
    nokeyupd: { mode: 'FOR NO KEY UPDATE', isLockOnly: false },
    upd: { mode: 'FOR UPDATE', isLockOnly: false },
  };
  return modes[mode] ?? { mode, isLockOnly: true };
}

/**
 * Row by row, by what their first column holds; of each row, the versions in the order in which they were made: first
 * those that an undone change has left behind.
 */
function inChains(tuples: readonly Tuple[], columns: readonly Column[]): Tuple[] {
  const byPlace = new Map(tuples.map((tuple) => [tuple.at, tuple]));
  const follows = (tuple: Tuple) => {
    const next = tuple.next === tuple.at ? undefined : byPlace.get(tuple.next);
    return next?.xmin === tuple.xmax || tuple.infomask & isMulti ? next : undefined;
  };
  const followers = new Set(tuples.flatMap((tuple) => follows(tuple) ?? []));
  const key = ({ attrs }: Tuple) => {
    const [first] = columns;
    const value = first ? valueIn(attrs[0] ?? null, first) : '';
    return Number.isNaN(Number(value)) ? value : value.padStart(20, '0');
  };
  const heads = tuples
    .filter((tuple) => !followers.has(tuple))
    .sort((a, b) => compare(key(a), key(b)) || compare(a.made, b.made) || byAge(a, b));
  return heads.flatMap((head) => {
    const chain: Tuple[] = [];
    for (let one: Tuple | undefined = head; one && !chain.includes(one); one = follows(one))
      chain.push(one);
    return chain;
  });
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const byAge = (a: Tuple, b: Tuple) => Number(a.xmin) - Number(b.xmin);
