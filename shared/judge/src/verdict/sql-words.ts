/**
 * Whether a statement calls a function that the code has brought into the database, as far as its name tells: what that
 * reads and changes does not stand in the text.
 */
export function callsOwnCode(text: string): boolean {
  return [...text.matchAll(/\b([a-z_][\w.]*)\s*\(/gi)].some(
    ([, name = '']) => !ofTheServer.test(name),
  );
}

/** Whether a statement changes rows, or may do so by code of the database. A lock FOR UPDATE changes none. */
export function mayChange(text: string): boolean {
  const changing = text.replaceAll(/\bfor\s+(no\s+key\s+)?update\b/gi, '');
  return /\b(insert|update|delete|merge)\b/i.test(changing) || callsOwnCode(text);
}

/** Functions of PostgreSQL that clients ask for beside what they do, and words before a parenthesis. */
const ofTheServer =
  /^(pg_\w+|set_config|current_\w+|version|txid_\w+|hashtext\w*|now|\w*_timestamp|count|sum|min|max|avg|coalesce|greatest|least|nextval|json\w*|array\w*|row|in|values|and|or|not|any|all|exists|from|where|as|on|using|select|by|over|set|returning|join|if|key|conflict|lower|upper|cast|round|abs|nullif|unnest|bool_and|bool_or|string_agg|lag|lead)$/i;
