/**
 * Whether a statement only prepares the session that it is sent to, as libraries do with each new connection:
 * it sets or shows settings, or asks for the server's version and types.
 */
export function preparesSession(text: string): boolean {
  const statements = text.split(';').map((one) => one.trim());
  return statements.some(Boolean) && statements.every((one) => one === '' || prepares(one));
}

function prepares(statement: string): boolean {
  if (/deadlock_timeout/i.test(statement)) return false;
  if (/^(set|reset|show)\s/i.test(statement))
    return !/^set\s+(local|transaction|constraints)\b/i.test(statement);
  if (!/^(select|with)\s/i.test(statement)) return false;
  const sources = [...statement.matchAll(/\b(?:from|join)\s+("?[\w.]+"?)/gi)].map(
    ([, name]) => name,
  );
  const calls = [...statement.matchAll(/\b(\w+)\s*\(/g)].map(([, name]) =>
    String(name).toLowerCase(),
  );
  if (sources.length === 0) return calls.length > 0 && calls.every((name) => harmless.has(name));
  return (
    sources.every((name) => isOfCatalog.test(name ?? '')) && !calls.some((name) => acts.test(name))
  );
}

/** What tells of the session or the server, and does nothing to others. */
const harmless = new Set([
  ...['version', 'set_config', 'current_setting', 'current_schema', 'current_schemas'],
  ...['current_database', 'pg_backend_pid'],
]);

const isOfCatalog = /^"?(pg_|information_schema\b)/i;

const acts = /advisory|sleep|notify|terminate|cancel|nextval|setval/;
