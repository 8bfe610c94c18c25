import type { Nodes } from 'mdast';
import { parseMarkdown, placeOf } from './markdown.ts';

/**
 * The tasks of a lesson, in their order: of each item of the numbered list under "Your tasks", the
 * words in bold that it begins with, as they are written, without a full stop; an empty string where there are none.
 */
export function tasksIn(lesson: string): string[] {
  const { children } = parseMarkdown(lesson);
  const textOf = (node: Nodes) => {
    const { start, end } = placeOf(node);
    return lesson.slice(start, end);
  };
  const heading = children.findIndex(
    (node) => node.type === 'heading' && node.depth === 2 && /^## Your tasks/.test(textOf(node)),
  );
  const list = children.slice(heading + 1).find((node) => node.type === 'list' && node.ordered);
  if (heading === -1 || list?.type !== 'list') return [];
  return list.children.map((item) => {
    const [first] = item.children;
    const [bold] = first?.type === 'paragraph' ? first.children : [];
    return bold?.type === 'strong' ? textOf(bold).slice(2, -2).replace(/\.$/, '') : '';
  });
}
