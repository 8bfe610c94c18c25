import pg from 'pg';
import type { Table } from './table.ts';

/** Everything that the server answered to one query, which may hold several statements. */
export interface Answer {
  readonly tables: readonly Table[];
  /** The error that ended it, as `ERROR:  deadlock detected`. */
  readonly error?: string;
}

/** What `pg` keeps of each statement of a query; `command` is there when the statement is complete. */
interface StatementResult {
  readonly command: string | null;
  readonly fields: readonly { readonly name: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** What PostgreSQL's own client library adds when the server has ended the session. */
const connectionLost = `server closed the connection unexpectedly
\tThis probably means the server terminated abnormally
\tbefore or while processing the request.
`;

/**
 * Sends a query as plain text and resolves with all of its answer. What complete statements have
 * returned before another one failed belongs to it: `pg` keeps that in the query alone.
 */
export function ask(client: pg.Client, text: string): Promise<Answer> {
  return new Promise((resolve) => {
    const asText = { getTypeParser: () => String };
    const config = { text, rowMode: 'array', types: asText };
    const query = new pg.Query(config as unknown as pg.QueryConfig);
    const answered = (error: (Error & { severity?: string }) | null) => {
      const { _results } = query as unknown as { _results: StatementResult | StatementResult[] };
      const tables = [_results]
        .flat()
        .filter(({ command, fields }) => command !== null && fields.length > 0)
        .map(({ fields, rows }) => ({ names: fields.map(({ name }) => name), rows }));
      if (!error) return resolve({ tables });
      const line = `${error.severity ?? 'ERROR'}:  ${error.message}`;
      resolve({ tables, error: error.severity === 'FATAL' ? `${line}\n${connectionLost}` : line });
    };
    // Not among the types of `pg`, which knows a callback as an argument of `query` only.
    (query as unknown as { callback: typeof answered }).callback = answered;
    client.query(query);
  });
}
