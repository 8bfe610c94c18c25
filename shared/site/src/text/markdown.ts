import GithubSlugger from 'github-slugger';
import MarkdownIt, { type RendererRule, type Token } from 'markdown-it';
import { folds } from './folds.ts';
import { codeBlock } from './highlight.ts';
import { escaped, Html } from './html.ts';
import { type RunBlock, runMarkers } from './run-markers.ts';

/** What a page does with the parts of its Markdown that lead elsewhere. */
export interface MarkdownLook {
  /** The address of what a link names; undefined when the site does not have it, and there is no link. */
  readonly link: (href: string) => string | undefined;
  /** What is shown in place of a block of code; undefined for the code itself. */
  readonly code?: (code: string, language: string, run: RunBlock | undefined) => string | undefined;
  /** Where the cell of a table leads, by its row and its column, counted from 0 and without the heading. */
  readonly cell?: (cells: readonly string[], column: number, run: RunBlock) => string | undefined;
}

/** A heading of a page, for its table of contents. */
export interface Heading {
  readonly level: number;
  readonly id: string;
  readonly text: string;
}

/** What Markdown becomes. */
export interface Rendered {
  readonly html: Html;
  readonly headings: readonly Heading[];
}

/** What a rendering carries with it. */
interface Rendering extends MarkdownLook {
  readonly slugger: GithubSlugger;
  readonly headings: Heading[];
}

const markdownIt = new MarkdownIt({ html: false, typographer: false }).use(folds).use(runMarkers);
const { rules } = markdownIt.renderer;

/** A rule that is given what its rendering carries. */
function rule(render: (tokens: Token[], at: number, rendering: Rendering) => string): RendererRule {
  return (tokens, at, _options, env) => render(tokens, at, env?.rendering as Rendering);
}

/** Renders Markdown. Of raw HTML it knows folds and the markers of what was run; all else is escaped. */
export function renderMarkdown(markdown: string, look: MarkdownLook): Rendered {
  const rendering: Rendering = { ...look, slugger: new GithubSlugger(), headings: [] };
  const text = markdownIt.render(markdown, { rendering });
  return { html: new Html(text), headings: rendering.headings };
}

rules.heading_open = rule((tokens, at, env) => {
  const token = tokens[at] as Token;
  const text = plainText(tokens[at + 1]);
  const id = env.slugger.slug(text);
  env.headings.push({ level: Number(token.tag.slice(1)), id, text });
  return `<${token.tag} id="${id}">`;
});

rules.link_open = rule((tokens, at, env) => {
  const token = tokens[at] as Token;
  const address = env.link(String(token.attrGet('href')));
  token.meta = { address };
  return address === undefined ? '<span>' : `<a href="${escaped(address)}">`;
});

rules.link_close = (tokens, at) => {
  let open = at;
  while (tokens[open]?.type !== 'link_open') open -= 1;
  return tokens[open]?.meta?.address === undefined ? '</span>' : '</a>';
};

rules.fence = rule((tokens, at, env) => {
  const { content, info } = tokens[at] as Token;
  return env.code?.(content, info.trim(), runOf(tokens[at])) ?? codeBlock(content, info.trim());
});

rules.table_open = () => '<div class="scroll" tabindex="0"><table>';
rules.table_close = () => '</table></div>';

rules.th_open = (tokens, at) =>
  // A heading without words heads nothing.
  plainText(tokens[at + 1]) === '' ? '<td>' : '<th scope="col">';
rules.th_close = (tokens, at) => (plainText(tokens[at - 1]) === '' ? '</td>' : '</th>');

rules.td_open = rule((tokens, at, env) => {
  const address = addressOfCell(tokens, at, env);
  if (address) (tokens[at] as Token).meta = { address };
  const classes = [...(address ? ['to'] : []), ...judgedClass(plainText(tokens[at + 1]))].join(' ');
  const opening = classes === '' ? '<td>' : `<td class="${classes}">`;
  return address ? `${opening}<a href="${escaped(address)}">` : opening;
});
rules.td_close = (tokens, at) => (tokens[at - 2]?.meta?.address ? '</a></td>' : '</td>');

/** A cell that only says whether all is right there. */
function judgedClass(text: string): string[] {
  if (text === '+') return ['is-right'];
  return text === '−' ? ['is-wrong'] : [];
}

function addressOfCell(tokens: Token[], at: number, env: Rendering): string | undefined {
  const run = runOf(tokens[at]);
  if (!run || !env.cell || plainText(tokens[at + 1]) === '') return undefined;
  let first = at;
  while (tokens[first]?.type !== 'tr_open') first -= 1;
  let last = at;
  while (tokens[last]?.type !== 'tr_close') last += 1;
  const row = tokens.slice(first, last);
  const cells = row.filter(({ type }) => type === 'inline').map(plainText);
  const column = tokens.slice(first, at).filter(({ type }) => type === 'td_open').length;
  return env.cell(cells, column, run);
}

function runOf(token: Token | undefined): RunBlock | undefined {
  return token?.meta?.run as RunBlock | undefined;
}

function plainText(token: Token | undefined): string {
  return (token?.children ?? [])
    .map(({ type, content }) => (type === 'text' || type === 'code_inline' ? content : ''))
    .join('');
}
