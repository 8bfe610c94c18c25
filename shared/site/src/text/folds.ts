import type { MarkdownIt, StateBlock } from 'markdown-it';

/** Teaches markdown-it what GitHub folds: `<details><summary>title</summary>` to `</details>`, on lines of their own. */
export function folds(markdownIt: MarkdownIt): void {
  markdownIt.block.ruler.before('paragraph', 'fold', fold, { alt: ['paragraph'] });
}

function fold(state: StateBlock, start: number, _end: number, silent: boolean): boolean {
  const line = lineOf(state, start);
  const title = /^<details><summary>(.*)<\/summary>$/.exec(line)?.[1];
  if (title === undefined && line !== '</details>') return false;
  if (silent) return true;
  state.line = start + 1;
  if (title === undefined) {
    state.push('fold_close', 'details', -1).block = true;
    return true;
  }
  state.push('fold_open', 'details', 1).block = true;
  state.push('fold_title_open', 'summary', 1);
  const inline = state.push('inline', '', 0);
  inline.content = title;
  inline.children = [];
  state.push('fold_title_close', 'summary', -1);
  return true;
}

/** A line of the block that is parsed, without what is around it. */
export function lineOf({ src, bMarks, tShift, eMarks }: StateBlock, line: number): string {
  return src.slice((bMarks[line] ?? 0) + (tShift[line] ?? 0), eMarks[line]).trim();
}
