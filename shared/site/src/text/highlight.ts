import { createCssVariablesTheme, createHighlighter } from 'shiki';
import { escaped } from './html.ts';

/** Each kind of word by the variable that Shiki gives it; what is not named here is plain. */
const classes: Readonly<Record<string, string>> = {
  keyword: 'k',
  string: 's',
  'string-expression': 's',
  constant: 'n',
  comment: 'c',
  function: 'f',
  parameter: 'p',
};

const highlighter = await createHighlighter({
  themes: [createCssVariablesTheme({ name: 'site', variablePrefix: '--' })],
  langs: ['typescript', 'sql', 'shellscript', 'json'],
});

const languages: Readonly<Record<string, string>> = {
  ts: 'typescript',
  diff: 'typescript',
  sh: 'shellscript',
  sql: 'sql',
  json: 'json',
};

/**
 * Code as lines of HTML, its words in `<i class>` by their kind: the style sheet has the colours, so one page
 * serves both themes.
 */
export function highlightedLines(code: string, language: string): readonly string[] {
  const lang = languages[language];
  if (!lang) return code.split('\n').map(escaped);
  const { tokens } = highlighter.codeToTokens(code, {
    lang: lang as 'typescript',
    theme: 'site',
    // A line that takes too long would stay without colours: the first one does on a busy machine.
    tokenizeTimeLimit: 0,
  });
  return tokens.map((line) =>
    line
      .map(({ content, color }) => {
        const kind = classes[/--token-([\w-]+)/.exec(color ?? '')?.[1] ?? ''];
        return kind ? `<i class="${kind}">${escaped(content)}</i>` : escaped(content);
      })
      .join(''),
  );
}

/** A block of code. What a diff takes out or adds is `del` and `ins`, for eyes and for screen readers. */
export function codeBlock(code: string, language: string): string {
  const text = code.replace(/\n$/, '');
  if (language !== 'diff') {
    return `<pre class="code" tabindex="0"><code>${highlightedLines(text, language).join('\n')}</code></pre>`;
  }
  const signs = text.split('\n').map((line) => line.slice(0, 1));
  const lines = highlightedLines(
    text
      .split('\n')
      .map((line) => line.slice(1))
      .join('\n'),
    'diff',
  );
  const marked = lines.map((line, i) => {
    if (signs[i] === '+') return `<ins>+${line}</ins>`;
    if (signs[i] === '-') return `<del>-${line}</del>`;
    return `<span> ${line}</span>`;
  });
  return `<pre class="code diff" tabindex="0"><code>${marked.join('\n')}</code></pre>`;
}
