import { readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { projectFolder } from '@workbook/course';
import { calledFrom, ScriptError } from '@workbook/services';
import { checkMentions } from './mentions/mentions.ts';
import { lessonFiles } from './page/lesson-files.ts';
import { renderers } from './render/index.ts';
import { renew } from './renew/renew.ts';
import { formatProblems, formatStale } from './renew/report.ts';
import { LessonRuns } from './runs/lesson-runs.ts';

const kinds = Object.keys(renderers).join(', ');

const usage = `npm run lessons [-- [--check] [--only KIND] [FILE …]]

Runs the blocks of these lessons, or of all, and writes what they say now.

  --check      writes nothing, and shows what is out of date
  --only KIND  runs the blocks of one kind: ${kinds}

Exit codes: 0 all is well, 1 something is wrong, or with --check out of date, 2 it could not be run.`;

/** The command `npm run lessons`. */
export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: {
      check: { type: 'boolean', default: false },
      only: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const { check, only } = values;
  if (only !== undefined && !renderers[only])
    throw new ScriptError(`--only ${only} is not a kind of block: write ${kinds}`);
  const lessons = await lessonsNamed(positionals);
  await using runs = await LessonRuns.open();
  let exitCode = 0;
  for (const { path, file, before } of lessons) {
    const { text, stale, problems } = await renew(before, runs, only);
    // Renewing one kind of block says nothing about the text around it.
    const wrong = only ? problems : [...problems, ...checkMentions(text, file)];
    if (wrong.length > 0) console.error(formatProblems(path, wrong));
    if (check) for (const one of stale) console.error(formatStale(path, one));
    else if (text !== before) await writeFile(file, text);
    console.log(`${path}: ${stale.length} stale ${stale.length === 1 ? 'block' : 'blocks'}`);
    if (wrong.length > 0 || (check && stale.length > 0)) exitCode = 1;
  }
  return exitCode;
}

interface Lesson {
  /** From the project's folder on. */
  readonly path: string;
  readonly file: string;
  readonly before: string;
}

/** The lessons that the arguments name: all of them without arguments. */
async function lessonsNamed(texts: readonly string[]): Promise<readonly Lesson[]> {
  const files =
    texts.length > 0
      ? texts.map((text) => resolve(calledFrom(), text))
      : (await lessonFiles()).map((path) => join(projectFolder, path));
  const lessons: Lesson[] = [];
  for (const file of files) {
    const path = relative(projectFolder, file);
    const before = await readFile(file, 'utf8').catch((cause: unknown) => {
      throw new ScriptError(`${path} cannot be read: name a lesson, such as steps/05/README.md`, {
        cause,
      });
    });
    lessons.push({ path, file, before });
  }
  return lessons;
}
