import { readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  Bench,
  checkMentions,
  formatProblems,
  formatStale,
  lessonFiles,
  renew,
} from '@workbook/lessons';
import { projectFolder } from '@workbook/race-test';

/**
 * `npm run lessons [-- FILE…]` writes all blocks of the lessons anew; with `--check` it writes
 * nothing and exits with 1 when there is something to write, or something wrong. `--only KIND` runs
 * the blocks of one kind.
 */
const { values, positionals } = argumentsGiven();
// npm runs a package's script in the package's folder; files are named from where npm was called.
const calledIn = process.env.INIT_CWD ?? process.cwd();
const files =
  positionals.length > 0
    ? positionals.map((file) => relative(projectFolder, resolve(calledIn, file)))
    : await lessonFiles();

await using bench = await Bench.open();
for (const path of files) {
  const file = join(projectFolder, path);
  const before = await readFile(file, 'utf8');
  const { text, stale, problems } = await renew(before, bench, values.only);
  // Whoever asks for one kind of block does not ask about the text around it.
  const wrong = values.only ? problems : [...problems, ...checkMentions(text, file)];
  if (wrong.length > 0) console.error(formatProblems(path, wrong));
  if (values.check) for (const one of stale) console.error(formatStale(path, one));
  else if (text !== before) await writeFile(file, text);
  console.log(`${path}: ${stale.length} stale ${stale.length === 1 ? 'block' : 'blocks'}`);
  if (wrong.length > 0 || (values.check && stale.length > 0)) process.exitCode = 1;
}

/** Ends the process with one sentence when something is mistyped. */
function argumentsGiven() {
  try {
    return parseArgs({
      options: { check: { type: 'boolean', default: false }, only: { type: 'string' } },
      allowPositionals: true,
    });
  } catch (error) {
    const [what] = error instanceof Error ? error.message.split('. To specify') : [String(error)];
    console.error(`lessons: ${what}: give files, --check or --only KIND`);
    process.exit(2);
  }
}
