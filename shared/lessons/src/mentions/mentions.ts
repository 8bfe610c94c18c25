import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { projectFolder } from '@workbook/course';
import GithubSlugger from 'github-slugger';
import type { Heading, Nodes, Root } from 'mdast';
import { visit } from 'unist-util-visit';
import { findBlocks } from '../page/blocks.ts';
import { parseMarkdown, placeOf } from '../page/markdown.ts';
import type { Problem } from '../page/problem.ts';
import { missingPaths } from './paths.ts';

/**
 * What a text says by hand and could get wrong: links and files that do not exist, and counts of
 * orders that no run wrote. `file` is the absolute path of the text.
 */
export function checkMentions(text: string, file: string): Problem[] {
  const tree = parseMarkdown(text);
  const { blocks } = findBlocks(text);
  const problems: Problem[] = [];
  const messagesOf = (node: Nodes): string[] => {
    if (node.type === 'link' || node.type === 'image' || node.type === 'definition')
      return brokenLink(node.url, file, tree);
    if (isWritten(node, blocks)) return [];
    if (node.type === 'inlineCode' || node.type === 'code')
      return missingPaths(node.value, file).map((path) => `\`${path}\` does not exist`);
    return node.type === 'text' ? bareCounts(node.value) : [];
  };
  visit(tree, (node) => {
    const { line } = placeOf(node);
    for (const message of messagesOf(node)) problems.push({ line, message });
  });
  return problems;
}

function isWritten(node: Nodes, blocks: readonly { start: number; end: number }[]): boolean {
  const { start } = placeOf(node);
  return blocks.some((block) => start >= block.start && start < block.end);
}

function brokenLink(url: string, file: string, tree: Root): string[] {
  if (/^[a-z]+:/.test(url)) return [];
  const [path = '', anchor] = url.split('#');
  const target = path === '' ? file : join(dirname(file), path);
  if (!existsSync(target)) return [`the link ${url} leads nowhere: there is no ${shown(target)}`];
  if (anchor === undefined || !target.endsWith('.md')) return [];
  const headings = target === file ? tree : parseMarkdown(readFileSync(target, 'utf8'));
  return anchorsOf(headings).has(anchor)
    ? []
    : [`the link ${url} leads nowhere: ${shown(target)} has no such heading`];
}

function anchorsOf(tree: Root): Set<string> {
  const slugger = new GithubSlugger();
  const anchors = new Set<string>();
  visit(tree, 'heading', (heading: Heading) => {
    anchors.add(slugger.slug(textOf(heading)));
  });
  return anchors;
}

function textOf(node: Nodes): string {
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map(textOf).join('') : '';
}

function bareCounts(text: string): string[] {
  const counts = text.match(/\b\d[\d,]*(?: of (?:the )?\d[\d,]*)? (?:orders|schedules|runs)\b/g);
  return (counts ?? []).map(
    (count) =>
      `"${count}" is written by hand: let a run write it, as in <!-- run: number race=… on=… of=possible -->0<!-- /run -->`,
  );
}

function shown(path: string): string {
  return relative(projectFolder, path);
}
