import type { Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';

/** Reads markdown into its tree (mdast). */
export function parseMarkdown(text: string): Root {
  return fromMarkdown(text);
}

/** Where a node is in the text it was read from. */
export function placeOf(node: Nodes): { line: number; start: number; end: number } {
  const { position } = node;
  if (position?.start.offset === undefined || position.end.offset === undefined)
    throw new TypeError(`a ${node.type} node has no place: only trees from parseMarkdown have one`);
  return {
    line: position.start.line,
    start: position.start.offset,
    end: position.end.offset,
  };
}
