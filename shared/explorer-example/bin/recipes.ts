import { readFile, writeFile } from 'node:fs/promises';
import { createDatabase, runScript, startServices } from '@workbook/services';
import { renewedPage } from '../src/recipes-page.ts';

/** `npm run recipes -w @workbook/explorer-example`: writes the blocks of the explorer's recipes anew. */
await runScript('recipes', async () => {
  const page = new URL('../../explorer/RECIPES.md', import.meta.url);
  await using services = await startServices({ postgres: true });
  const url = await createDatabase(services.postgres.url, `recipes_${process.pid}`);
  process.env['DATABASE_URL'] = url;
  await writeFile(page, await renewedPage(await readFile(page, 'utf8'), url));
  return 0;
});
