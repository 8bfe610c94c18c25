import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createDatabase, startServices } from '@workbook/services';
import { renewedPage } from './recipes-page.ts';

const usage = `npm run recipes -w @workbook/explorer-example

Runs the explorer's recipes, and writes their blocks in its RECIPES.md anew.`;

/** The command `npm run recipes -w @workbook/explorer-example`: writes the blocks of the explorer's recipes anew. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { help: { type: 'boolean', default: false } } });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const page = new URL('../../explorer/RECIPES.md', import.meta.url);
  await using services = await startServices({ postgres: true });
  const url = await createDatabase(services.postgres.url, `recipes_${process.pid}`);
  process.env['DATABASE_URL'] = url;
  await writeFile(page, await renewedPage(await readFile(page, 'utf8'), url));
  return 0;
}
