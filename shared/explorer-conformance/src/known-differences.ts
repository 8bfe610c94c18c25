/** A specification that prints something else on an older server than in its expected file. */
export interface KnownDifference {
  /** The version that prints it, such as `[18, 6]`. */
  readonly since: readonly [major: number, minor: number];
  readonly why: string;
}

/** What minor versions of PostgreSQL have changed; the specifications came with the change. */
export const knownDifferences: Readonly<Record<string, KnownDifference>> = {
  'ddl-dependency-locking': {
    since: [18, 6],
    why: 'PostgreSQL 18.6 locks what an object depends on, older ones do not',
  },
  'drop-owned-grant': {
    since: [18, 6],
    why: 'before PostgreSQL 18.6, DROP OWNED warns of a lock that it does not own',
  },
  'eval-plan-qual-trigger': {
    since: [18, 6],
    why: 'before PostgreSQL 18.6, RETURNING OLD after a trigger shows a row that was updated meanwhile',
  },
  'pub-concurrent-drop': {
    since: [18, 6],
    why: 'before PostgreSQL 18.6, pg_get_publication_tables() fails when a table is dropped meanwhile',
  },
};
