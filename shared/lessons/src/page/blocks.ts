import { visit } from 'unist-util-visit';
import { parseMarkdown, placeOf } from './markdown.ts';
import type { Problem } from './problem.ts';

/**
 * A part of a lesson that a run writes:
 *
 *     <!-- run: KIND name=value name=value -->
 *     whatever the run wrote last
 *     <!-- /run -->
 *
 * In the middle of a sentence the two markers stand on one line.
 */
export interface Block {
  readonly kind: string;
  readonly args: ReadonlyMap<string, string>;
  /** `picture race=overdraft on=03`: what its author wrote, for messages. */
  readonly title: string;
  readonly line: number;
  /** Where its content begins and ends in the text. */
  readonly start: number;
  readonly end: number;
}

interface Marker {
  readonly title: string | undefined;
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** All blocks of a lesson, and the markers that do not make one. Code in fences is left alone. */
export function findBlocks(text: string): { blocks: Block[]; problems: Problem[] } {
  const blocks: Block[] = [];
  const problems: Problem[] = [];
  let open: Marker | undefined;
  for (const marker of findMarkers(text)) {
    if (marker.title === undefined) {
      if (open) addBlock(open, marker, blocks, problems);
      else
        problems.push({ line: marker.line, message: '"/run" closes a block that was not opened' });
      open = undefined;
    } else {
      if (open) problems.push(neverClosed(open));
      open = marker;
    }
  }
  if (open) problems.push(neverClosed(open));
  return { blocks, problems };
}

function neverClosed({ title, line }: Marker): Problem {
  return { line, message: `"run: ${title}" is never closed: write <!-- /run --> after it` };
}

function addBlock(open: Marker, close: Marker, blocks: Block[], problems: Problem[]): void {
  const title = open.title ?? '';
  const [kind = '', ...words] = title.split(/\s+/);
  const args = new Map<string, string>();
  for (const word of words) {
    const [, name, value] = /^([a-z]+)=(\S+)$/.exec(word) ?? [];
    if (!name || !value || args.has(name)) {
      problems.push({
        line: open.line,
        message: `"${word}" in "run: ${title}" is not name=value, or the name is there twice`,
      });
      return;
    }
    args.set(name, value);
  }
  blocks.push({ kind, args, title, line: open.line, start: open.end, end: close.start });
}

/** Markers are HTML comments, so that no reader of the lesson sees them. */
function findMarkers(text: string): Marker[] {
  const markers: Marker[] = [];
  visit(parseMarkdown(text), 'html', (node) => {
    const { line, start, end } = placeOf(node);
    const html = text.slice(start, end);
    for (const match of html.matchAll(/<!--\s*(?:run:\s*(.*?)|\/run)\s*-->/g)) {
      markers.push({
        title: match[1],
        line: line + html.slice(0, match.index).split('\n').length - 1,
        start: start + match.index,
        end: start + match.index + match[0].length,
      });
    }
  });
  return markers;
}
