import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { projectFolder } from '@workbook/course';
import { calledFrom } from '@workbook/services';
import { sizesOf, tooLarge } from './budget.ts';
import { buildSite } from './build-site.ts';
import { recordingsIn } from './content/recordings.ts';

/** `site [FOLDER] [--recordings FOLDER]`: writes the course as plain files. */
export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      recordings: { type: 'string', default: join(projectFolder, 'shared/recording/recordings') },
    },
  });
  const folder = positionals[0]
    ? resolve(calledFrom(), positionals[0])
    : join(projectFolder, 'site');
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
