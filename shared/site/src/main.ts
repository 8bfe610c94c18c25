import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { projectFolder } from '@workbook/course';
import { calledFrom } from '@workbook/services';
import { sizesOf, tooLarge } from './budget.ts';
import { buildSite } from './build-site.ts';
import { recordingsIn } from './content/recordings.ts';
import { refuseToFill } from './refuse-to-fill.ts';

const usage = `npm run site [-- FOLDER] [--recordings FOLDER]

Writes the course as plain files into site/, or into an empty FOLDER, or one that it has written before.

  --recordings FOLDER  races in every order, as npm run record has written them

Exit codes: 0 all is well, 1 the site has become too large, 2 it could not be written.`;

/** The command `npm run site`. */
export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      recordings: { type: 'string', default: join(projectFolder, 'shared/recording/recordings') },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const [named] = positionals;
  const folder = named ? resolve(calledFrom(), named) : join(projectFolder, 'site');
  if (named) await refuseToFill(folder, named);
  const recordings = await recordingsIn(resolve(calledFrom(), values.recordings));
  const pages = await buildSite(folder, recordings);
  console.log(`${pages} pages in ${folder}: open index.html, or put the folder on any web server.`);
  const sizes = await sizesOf(folder);
  const kb = (bytes: number) => `${Math.ceil(bytes / 1000)} KB`;
  console.log(
    `${kb(sizes.site)} in all; packed, the script takes ${kb(sizes.script)}, a lesson up to ${kb(sizes.lesson)}, a recording up to ${kb(sizes.recording)}.`,
  );
  const problems = tooLarge(sizes);
  for (const problem of problems) console.error(problem);
  return problems.length === 0 ? 0 : 1;
}
