import { callHere } from '../call-sites.ts';
import { isCalledByLibrary } from '../escapes/place.ts';

/**
 * Whether a statement only prepares the session that it is sent to, as libraries do with each new connection:
 * it sets or shows settings, or asks for the server's version and, where a library asks, for its types.
 */
export function preparesSession(
  text: string,
  asksAsLibrary: () => boolean = () => isCalledByLibrary(callHere().stack ?? '', driver),
): boolean {
  const statements = text.split(';').map((one) => one.trim());
  if (!statements.some(Boolean)) return false;
  return statements.every(
    (one) => one === '' || prepares(one) || (asksForTypes(one) && asksAsLibrary()),
  );
}

/** What a library that is built on `pg` asks through. */
const driver = /^pg(-|$)/;

function prepares(statement: string): boolean {
  if (/deadlock_timeout/i.test(statement)) return false;
  if (/^(set|reset|show)\s/i.test(statement))
    return !/^set\s+(local|transaction|constraints)\b/i.test(statement);
  const calls = callsIn(statement);
  return (
    isSelect.test(statement) &&
    sourcesIn(statement).length === 0 &&
    calls.length > 0 &&
    calls.every((name) => harmless.has(name))
  );
}

/** Such a statement may be the code's own as well. */
function asksForTypes(statement: string): boolean {
  const sources = sourcesIn(statement);
  return (
    isSelect.test(statement) &&
    sources.length > 0 &&
    sources.every((name) => tellsOfTypes.test(name)) &&
    !callsIn(statement).some((name) => acts.test(name))
  );
}

const isSelect = /^(select|with)\s/i;

function sourcesIn(statement: string): string[] {
  return [...statement.matchAll(/\b(?:from|join)\s+([\w."]+)/gi)].map(([, name]) => String(name));
}

function callsIn(statement: string): string[] {
  return [...statement.matchAll(/\b(\w+)\s*\(/g)].map(([, name]) => String(name).toLowerCase());
}

/** What tells of the session or the server, and does nothing to others. */
const harmless = new Set([
  ...['version', 'set_config', 'current_setting', 'current_schema', 'current_schemas'],
  ...['current_database', 'pg_backend_pid'],
]);

const tellsOfTypes = /^"?(?:pg_catalog"?\."?)?pg_(?:type|namespace|range|enum)"?$/i;

const acts = /advisory|sleep|notify|terminate|cancel|nextval|setval/;
