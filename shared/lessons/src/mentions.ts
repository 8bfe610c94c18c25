import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { projectFolder } from '@workbook/race-test';
import GithubSlugger from 'github-slugger';
import type { Heading, Nodes, Root } from 'mdast';
import { visit } from 'unist-util-visit';
import { findBlocks } from './blocks.ts';
import { parseMarkdown, placeOf } from './markdown.ts';
import type { Problem } from './problem.ts';

/**
 * What a text says by hand and could get wrong: links and files that do not exist, and counts of
 * orders that no run wrote. `file` is the absolute path of the text.
 */
export function checkMentions(text: string, file: string): Problem[] {
  const tree = parseMarkdown(text);
  const { blocks } = findBlocks(text);
  const problems: Problem[] = [];
  visit(tree, (node) => {
    const message =
      node.type === 'link' || node.type === 'image' || node.type === 'definition'
        ? brokenLink(node.url, file, tree)
        : node.type === 'inlineCode'
          ? missingFile(node.value, file)
          : node.type === 'text' && !isWritten(node, blocks)
            ? bareCount(node.value)
            : undefined;
    if (message !== undefined) problems.push({ line: placeOf(node).line, message });
  });
  return problems;
}

function isWritten(node: Nodes, blocks: readonly { start: number; end: number }[]): boolean {
  const { start } = placeOf(node);
  return blocks.some((block) => start >= block.start && start < block.end);
}

function brokenLink(url: string, file: string, tree: Root): string | undefined {
  if (/^[a-z]+:/.test(url)) return undefined;
  const [path = '', anchor] = url.split('#');
  const target = path === '' ? file : join(dirname(file), path);
  if (!existsSync(target)) return `the link ${url} leads nowhere: there is no ${shown(target)}`;
  if (anchor === undefined || !target.endsWith('.md')) return undefined;
  const headings = target === file ? tree : parseMarkdown(readFileSync(target, 'utf8'));
  return anchorsOf(headings).has(anchor)
    ? undefined
    : `the link ${url} leads nowhere: ${shown(target)} has no such heading`;
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

/** Files are named from the project's folder, or from the step's. An attempt need not be there. */
function missingFile(code: string, file: string): string | undefined {
  if (!/^(?:(?:steps|shared|docs)\/\S+|(?:src|test|start)\/\S+\.ts)$/.test(code)) return undefined;
  if (/NN|…|\*|\/attempt/.test(code)) return undefined;
  const inStep = /^(?:src|test|start)\//.test(code);
  if (inStep && !/^steps\/\d\d\//.test(shown(file))) return undefined;
  const path = join(inStep ? dirname(file) : projectFolder, code);
  if (existsSync(path) && (!code.endsWith('/') || statSync(path).isDirectory())) return undefined;
  return `\`${code}\` does not exist`;
}

function bareCount(text: string): string | undefined {
  const [count] =
    /\b\d[\d,]*(?: of (?:the )?\d[\d,]*)? (?:orders|schedules|runs)\b/.exec(text) ?? [];
  return (
    count &&
    `"${count}" is written by hand: let a run write it, as in <!-- run: number race=… on=… of=possible -->0<!-- /run -->`
  );
}

function shown(path: string): string {
  return relative(projectFolder, path);
}
