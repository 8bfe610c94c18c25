import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { createDatabase, type Services, startServices } from '@workbook/services';
import { recipeNames } from '../src/recipes.ts';
import { recipesIn, renewedPage } from '../src/recipes-page.ts';

describe('the recipes of the explorer', async () => {
  const page = await readFile(new URL('../../explorer/RECIPES.md', import.meta.url), 'utf8');
  let services: Services;
  let url = '';
  before(async () => {
    services = await startServices({ postgres: true });
    url = await createDatabase(services.postgres?.url as string, `recipes_${process.pid}`);
    process.env['DATABASE_URL'] = url;
  });
  after(() => services[Symbol.asyncDispose]());

  it('are all on the page', () => {
    assert.deepEqual(recipesIn(page).sort(), ['database', ...recipeNames].sort());
  });

  const sections = page.split(/^(?=<!-- recipe: )/m).slice(1);
  for (const section of sections) {
    const [name] = recipesIn(section);
    it(`has ${name} as its file is, and says what the explorer finds`, async () => {
      const shown = await renewedPage(section, url);
      assert.equal(section, shown, 'npm run recipes -w @workbook/explorer-example writes it anew');
      if (name === 'database') return;
      assert.match(shown, /^broken: {3}possible, [A-Z]+: /m);
      assert.match(shown, /^repaired: prevented$/m);
    });
  }
});
