import type { OperationKind, Reply, Turn } from '@workbook/explorer';

/** An operation as a person would name it: `SELECT account 1 FOR UPDATE`. */
export function shortOperation(kind: OperationKind, text: string): string {
  if (kind === 'sql') return shortSql(text);
  return kind === 'redis' ? shortRedis(text) : text;
}

const keywords =
  /\b(select|from|where|for|update|no|key|share|insert|into|values|delete|set|and|or|begin|commit|rollback|savepoint|release|to|isolation|level|read|committed|repeatable|serializable|limit|order|by|asc|desc|returning|nowait|skip|locked|on|conflict|do|nothing|as|in|start|transaction)\b/g;

/** A script goes by the comment in its first line; of a token, the beginning is enough. */
function shortRedis(text: string): string {
  const [, name, rest] = /^EVAL -- ([a-z ]+?) --.*? \d+ (\w+:.*)$/.exec(text) ?? [];
  const shown = name === undefined ? text : `EVAL ${name}: ${rest}`;
  return shown
    .replace(/\b([0-9a-f]{6})[0-9a-f]{2}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '$1…')
    .replace(/\{"id":\d+,"owner":"([^"]*)","balance":(\d+)[^}]*\}/g, '{$1 $2}');
}

function shortSql(text: string): string {
  const sql = text
    .replace(/"([a-z_0-9]+)"/gi, '$1')
    .replace(/'(-?\d+)'/g, '$1')
    .replace(/\b[a-z]\d\./g, '')
    .replace(/ as [a-z]\d\b/g, '')
    .replace(/^select \* from (\w+) where id = (\d+)(?: limit 1)?/, 'select $1 $2')
    .replace(/^select ([\w, ]+|\*) from /, 'select ')
    .replace(/^update (\w+) set (.*) where id = (\d+)$/, 'update $1 $3: $2')
    .replace(/^update (\w+) set (.*) where (.*)$/, 'update $1: $2 where $3')
    .replace(/^insert into (\w+) \([^)]*\) values ((?:\([^)]*\),? ?)+)/, 'insert $1 $2 ')
    .replace(/^(insert .*?) +(?:(on conflict)\b.*|returning\b.*)?$/, (_, row, on = '') =>
      `${row.trimEnd()} ${on && `${on} …`}`.trimEnd(),
    )
    .replace(/^delete from (\w+) where id (?:= (\d+)|in \((\d+)\))$/, 'delete $1 $2$3');
  return sql.replace(keywords, (word) => word.toUpperCase());
}

/** An operation with what it was answered. */
type Replied = Pick<Turn, 'kind' | 'sql' | 'reply'>;

/**
 * What came back, in a few words: `→ balance 100`, `→ nothing`, `✗ 40001 could not serialize access`.
 * `reply` is what came in a later turn, of an operation that had to wait.
 */
export function shortReply({ kind, sql, reply: own }: Replied, reply = own): string {
  if (!reply) return '';
  if (reply.error) {
    const { code = '', message } = reply.error;
    return `✗ ${message.startsWith(code) ? '' : code} ${message}`.replace(/\s+/g, ' ').trim();
  }
  if (kind === 'redis') return `→ ${shortRedis(shown(reply.value))}`;
  if (kind === 'reply') return lateReply(reply);
  if (kind !== 'sql') return '';
  if (reply.rows && sql?.verb === 'select') return `→ ${shortRows(reply.rows)}`;
  if ((sql?.verb === 'update' || sql?.verb === 'delete') && reply.rowCount === 0) return '→ no row';
  return '';
}

/** What has come late, as far as it tells something without the operation: that stands in an earlier turn. */
function lateReply({ rows = [], value }: Reply): string {
  if (rows.length > 0) return `→ ${shortRows(rows)}`;
  return value === undefined || value === null ? '' : `→ ${shortRedis(shown(value))}`;
}

function shortRows(rows: NonNullable<Reply['rows']>): string {
  if (rows.length === 0) return 'nothing';
  return rows
    .map((row) => {
      if (!('balance' in row)) return Object.values(row).map(shown).join(', ');
      return rows.length === 1
        ? `balance ${shown(row.balance)}`
        : `${shown(row.owner ?? row.id)} ${shown(row.balance)}`;
    })
    .join(', ');
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
