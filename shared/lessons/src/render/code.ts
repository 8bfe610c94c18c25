import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { projectFolder } from '@workbook/race-test';
import { argsOf } from '../args.ts';
import type { Bench, Target } from '../bench.ts';
import type { Block } from '../blocks.ts';
import { excerptOf } from '../excerpt.ts';
import { fenced } from './text.ts';

/** `code on=04 of=withdraw,#locked`: declarations out of the code that the races run on. */
export async function renderCode(block: Block, bench: Bench): Promise<string> {
  const args = argsOf(block, ['on', 'of']);
  const target = bench.target(args.on);
  const source = await readFile(target.file, 'utf8');
  const excerpts = args.of.split(',').map((name) => excerptOf(source, name, pathOf(target)));
  return fenced('ts', excerpts.join('\n\n'));
}

/** The target's file, as the project's readers know it. */
export function pathOf({ file }: Target): string {
  return relative(projectFolder, file);
}
