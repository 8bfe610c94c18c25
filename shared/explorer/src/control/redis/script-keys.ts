/** The keys of a command with these arguments; undefined where they do not tell. */
type KeysOf = (command: string, args: readonly string[]) => readonly string[] | undefined;

/**
 * Whether the text of a script names each key that it uses as one of those that it is handed, as it should: a server that
 * is no cluster lets it make up others. What is written in a way that is not understood counts as a key that is made up.
 */
export function usesDeclaredKeys(script: string, keysOf: KeysOf): boolean {
  const text = script.replaceAll(/^\s*--(?!\[).*$/gm, '');
  const calls = [...text.matchAll(call)];
  const named = text.match(/\bKEYS\b/g) ?? [];
  const declared = text.match(/\bKEYS\s*\[\s*\d+\s*\](?!\s*=[^=])/g) ?? [];
  return (
    (text.match(reaching) ?? []).length === calls.length &&
    named.length === declared.length &&
    calls.every(({ index, 0: { length }, groups }) => {
      const args = argumentsIn(text.slice(index + length));
      const keys = keysOf(groups?.['command']?.toUpperCase() ?? '', args);
      return keys?.every((key) => /^KEYS\s*\[\s*\d+\s*\]$/.test(key)) === true;
    })
  );
}

/** A command that is written out. */
const call = /\b(?:redis|server)\s*\.\s*p?call\s*\(\s*(['"])(?<command>\w+)\1\s*/g;

/** All by which a script gets at the server, or at code that it makes itself; and a comment that may hide where it ends. */
const reaching = /\b(?:redis|server|load|loadstring|getfenv|setfenv|_G)\b|--\[/g;

/** What stands between commas, up to the parenthesis that closes the call. */
function argumentsIn(text: string): readonly string[] {
  const args: string[] = [];
  let depth = 0;
  for (const [part] of text.matchAll(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^'"]/gs)) {
    if (depth === 0 && part === ')') break;
    if (depth === 0 && part === ',') args.push('');
    else if (args.length > 0) args[args.length - 1] += part;
    if (/^[([{]$/.test(part)) depth += 1;
    if (/^[)\]}]$/.test(part)) depth -= 1;
  }
  return args.map((arg) => arg.trim());
}
