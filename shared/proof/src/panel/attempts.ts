import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ScriptError } from '@workbook/services';

/** What the judge has to find out about an attempt, in its author's words. */
export interface Attempt {
  /** `06`. */
  readonly step: string;
  /** `wrong/lock-after-read`. */
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  /** Undefined for a right attempt. */
  readonly because: Because | undefined;
}

/** Why a wrong attempt is wrong. */
export interface Because {
  /** In one sentence, for people. */
  readonly sentence: string;
  /** Ids of the races that must be possible, or, where there can be no verdict, of the one to run. */
  readonly races: readonly string[];
  /** Ids of behaviours that must fail, for what no race shows. */
  readonly behaviours: readonly string[];
  /** What the timeline of the first race must show, or what is said of the first behaviour where there is no race. */
  readonly shows: readonly RegExp[];
  /** Why there can be no verdict, for an attempt that cannot even be judged. */
  readonly failure: string | undefined;
}

const folder = join(import.meta.dirname, '../../attempts');

/** The numbers of the steps that have attempts. */
export async function stepsWithAttempts(): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => /^\d\d$/.test(name)).sort();
}

/** All attempts at one step, the wrong ones first. Throws when one of them does not say why it is wrong. */
export async function attemptsAt(step: string): Promise<readonly Attempt[]> {
  const attempts: Attempt[] = [];
  for (const kind of ['wrong', 'right']) {
    const entries = await readdir(join(folder, step, kind), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, step, kind, entry.name);
      const file = entry.isDirectory() ? join(path, 'accounts.ts') : path;
      const name = `${kind}/${entry.name.replace(/\.ts$/, '')}`;
      const because = kind === 'wrong' ? becauseIn(await readFile(file, 'utf8'), name) : undefined;
      attempts.push({ step, name, file, because });
    }
  }
  return attempts;
}

/**
 * Reads what the first comment of an attempt says. It is read, not imported: some attempts do not
 * load, and none may run in the process that judges it.
 *
 * Throws a `ScriptError` when a wrong attempt leaves its reason out, or names neither a race nor a behaviour.
 */
export function becauseIn(source: string, name: string): Because {
  const [, comment = ''] = /^\/\*\*(.*?)\*\//s.exec(source) ?? [];
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\* ?/, ''));
  // A sentence may go on on the next line, up to an empty one.
  const sentence = /^Wrong: (.+?)\n\s*$/ms.exec(lines.join('\n'))?.[1]?.replaceAll('\n', ' ');
  const tagged = (tag: string) =>
    lines.filter((line) => line.startsWith(`@${tag} `)).map((line) => line.slice(tag.length + 2));
  const races = tagged('race');
  const behaviours = tagged('behaviour');
  const shows = tagged('shows').map((pattern) => new RegExp(pattern, 's'));
  const [failure] = tagged('failure');
  if (!sentence) throw new ScriptError(`${name} does not say "Wrong: …" in its first comment`);
  if (races.length + behaviours.length === 0)
    throw new ScriptError(`${name} names no @race that it fails, and no @behaviour`);
  if (shows.length === 0) throw new ScriptError(`${name} does not say what its failure @shows`);
  return { sentence, races, behaviours, shows, failure };
}
