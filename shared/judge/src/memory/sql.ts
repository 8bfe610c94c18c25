import type { Node } from 'oxc-parser';
import { Refused } from './refused.ts';
import { nothing, type Value } from './values.ts';

/** Who sends a statement: an entity manager or the pool, on any connection; or a connection that is held. */
type Sender = 'em' | 'pool' | 'client';

/**
 * Refuses a statement after which its session is not as it was before, as the next request may get that session, and a
 * statement whose text is not known.
 */
export function checkStatement(text: Value = nothing, node: Node, sender: Sender): void {
  for (const atom of text.values()) {
    if (atom.kind !== 'text')
      throw new Refused(node, 'SQL that is put together from more than known texts');
    checkText(atom.text, node, sender);
  }
}

function checkText(text: string, node: Node, sender: Sender): void {
  if (/\be'/i.test(text) || /\$[a-z_]*\$/i.test(text))
    throw new Refused(node, 'SQL with a text in it whose end is not looked for');
  const known = sender === 'client' ? [...always, ...whileHeld] : always;
  const sql = withoutComments(text).toLowerCase();
  // A text with a semicolon in it is taken for two statements: it can only be refused too often.
  const statements = sql.split(';').map((one) => one.trim());
  for (const statement of statements.filter((one, at) => one !== '' || at === 0))
    if (!known.some((beginning) => beginning.test(statement)))
      throw new Refused(
        node,
        `SQL that begins with "${statement.slice(0, 24)}", which is not on the list`,
      );
  const isOneOfSeveral = statements.filter(Boolean).length > 1;
  if (isOneOfSeveral && statements.some((one) => whileHeld.some((begin) => begin.test(one))))
    throw new Refused(
      node,
      'several statements in one text, of which one begins or ends a transaction',
    );
  checkExpression(sql, node);
}

/** Refuses a piece of SQL after which its session is not as it was before, wherever it stands in a statement. */
export function checkExpression(text: string, node: Node): void {
  // With its last argument true, it is gone with its transaction.
  const sql = text.toLowerCase().replaceAll(/\bset_config\s*\([^()]*,\s*true\s*\)/g, 'true');
  const [word] = remembering.exec(sql) ?? [];
  if (word !== undefined)
    throw new Refused(node, `SQL that leaves something with its session: ${word}`);
  for (const [called] of sql.matchAll(/\b(pg|lo|dblink|txid|inet)_\w+/g))
    if (!harmlessFunctions.has(called))
      throw new Refused(node, `SQL that may leave something with its session: ${called}`);
}

/** What looks like a comment in a text or a name in quotes is none. */
function withoutComments(text: string): string {
  return text.replace(
    /('[^']*'|"[^"]*")|\/\*[^]*?\*\/|--[^\n]*/g,
    (_, quoted: string | undefined) => quoted ?? ' ',
  );
}

const always = [
  /^(select|insert|update|delete|merge|with|values|table)\b/,
  /^lock\s+(table\s+)?\w/,
  /^set\s+(local|transaction)\b/,
  /^create\s+(unique\s+)?(table|index|sequence)\b/,
  /^create\s+(or\s+replace\s+)?view\b/,
  /^create\s+(schema|type|domain)\b/,
];
const whileHeld = [
  /^(begin|start\s+transaction|commit|end|rollback|abort)\b/,
  /^(savepoint|release)\b/,
];

/** Words of statements and functions by which a session remembers, or which run text as code. */
const remembering =
  /\b(set_config|current_setting|currval|lastval|temp|temporary|listen|notify|unlisten|prepare|execute|deallocate|declare|cursor|hold|function|procedure|trigger|language|discard|reset|unlogged|cache|setseed|ts_stat|ts_rewrite|crosstab\w*|\w+_to_xml\w*)\b|\bu&["']/;

const harmlessFunctions = new Set([
  ...['pg_advisory_xact_lock', 'pg_advisory_xact_lock_shared', 'pg_sleep'],
  ...['pg_current_xact_id', 'pg_current_xact_id_if_assigned', 'pg_xact_status'],
  ...['pg_try_advisory_xact_lock', 'pg_try_advisory_xact_lock_shared'],
]);

/** Whether a statement may begin a transaction. */
export function begins(text: Value = nothing): boolean {
  return [...text.values()].some(
    (atom) => atom.kind === 'text' && /\b(begin|start)\b/i.test(atom.text),
  );
}
