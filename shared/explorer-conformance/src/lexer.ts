import { InvalidSpec } from './spec.ts';

/** A word of a specification, and the line that it begins on. */
export interface Token {
  readonly kind: 'keyword' | 'identifier' | 'sql' | 'integer' | 'sign' | 'end';
  readonly text: string;
  readonly line: number;
}

const keywords = new Set(['notices', 'permutation', 'session', 'setup', 'step', 'teardown']);

/** One alternative for each kind of word; the first that matches here wins. */
const word = new RegExp(
  [
    String.raw`(?<space>[ \t\r\f\n]+|#[^\n]*)`,
    String.raw`(?<plain>[A-Za-z_\u0080-\uffff][A-Za-z_\u0080-\uffff0-9$]*)`,
    String.raw`"(?<quoted>(?:[^"\n]|"")*)"`,
    // Blanks at either end are not part of the statement, but line breaks are. SQL has no braces
    // here.
    String.raw`\{[ \t\r\f]*(?<sql>[^}]*?)[ \t\r\f]*\}`,
    String.raw`(?<integer>\d+)`,
    String.raw`(?<sign>[,()*])`,
  ].join('|'),
  'y',
);

/**
 * Cuts a specification into its words, with one that marks the end.
 * Throws `InvalidSpec` at the first character that does not begin a word.
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    word.lastIndex = at;
    const match = word.exec(text);
    if (!match) throw new InvalidSpec(`line ${line}: ${unexpected(text[at] ?? '')}`);
    const token = tokenOf(match.groups ?? {});
    if (token) tokens.push({ ...token, line });
    line += match[0].split('\n').length - 1;
    at = word.lastIndex;
  }
  return [...tokens, { kind: 'end', text: 'the end', line }];
}

function tokenOf(groups: Record<string, string | undefined>): Omit<Token, 'line'> | undefined {
  const { plain, quoted, sql, integer, sign } = groups;
  if (plain !== undefined)
    return { kind: keywords.has(plain) ? 'keyword' : 'identifier', text: plain };
  if (quoted !== undefined) return { kind: 'identifier', text: quoted.replaceAll('""', '"') };
  if (sql !== undefined) return { kind: 'sql', text: sql };
  if (integer !== undefined) return { kind: 'integer', text: integer };
  if (sign !== undefined) return { kind: 'sign', text: sign };
  return undefined;
}

function unexpected(character: string): string {
  if (character === '{') return 'this block of SQL has no end: close it with }';
  if (character === '"') return 'this name in quotes does not end on its line';
  return `"${character}" does not begin a word of a specification`;
}
