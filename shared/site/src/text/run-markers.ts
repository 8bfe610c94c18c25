import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';
import { lineOf } from './folds.ts';

/** A block that a run has written: `run: picture race=overdraft on=03`. */
export interface RunBlock {
  readonly kind: string;
  readonly args: Readonly<Record<string, string>>;
}

/**
 * Teaches markdown-it the markers around what runs have written. They are not shown; the tokens between two
 * of them say in their `meta` which block they belong to.
 */
export function runMarkers(markdownIt: MarkdownIt): void {
  markdownIt.block.ruler.before('paragraph', 'run', marker, { alt: ['paragraph'] });
  markdownIt.inline.ruler.before('text', 'run', inlineMarker);
  markdownIt.core.ruler.push('run', ({ tokens }) => {
    let run: RunBlock | undefined;
    for (const token of tokens) {
      if (token.type === 'run') run = runIn(token.content);
      else if (run) token.meta = { run };
    }
  });
  markdownIt.renderer.rules.run = () => '';
}

function marker(state: StateBlock, start: number, _end: number, silent: boolean): boolean {
  const content = /^<!-- (.*) -->$/.exec(lineOf(state, start))?.[1];
  // A number in the middle of a sentence may begin a line.
  if (content === undefined || content.includes('<!--')) return false;
  if (silent) return true;
  state.line = start + 1;
  state.push('run', '', 0).content = content;
  return true;
}

function inlineMarker(state: StateInline, silent: boolean): boolean {
  if (!state.src.startsWith('<!--', state.pos)) return false;
  const end = state.src.indexOf('-->', state.pos);
  if (end < 0) return false;
  if (!silent) state.pending += '';
  state.pos = end + 3;
  return true;
}

function runIn(content: string): RunBlock | undefined {
  const [, kind, rest = ''] = /^run: (\S+)(.*)$/.exec(content) ?? [];
  if (kind === undefined) return undefined;
  const args = [...rest.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]);
  return { kind, args: Object.fromEntries(args) };
}
