import { parseArgs } from 'node:util';
import { explore, printSummary } from '@workbook/explorer';
import { createDatabase, ScriptError, startServices } from '@workbook/services';
import { createStock } from './create-stock.ts';
import { findLostUpdate } from './find-lost-update.ts';
import { openRecipe, recipeNames } from './recipes.ts';
import { createSafeShop } from './safe-shop.ts';
import { createShop } from './shop.ts';

const usage = `npm start -w @workbook/explorer-example [-- RECIPE …]

Explores the shop, or these recipes: ${recipeNames.join(', ')}.`;

/**
 * The command `npm start -w @workbook/explorer-example`: the shop, or the recipes that its arguments
 * name. Throws `ScriptError` for a name that is none.
 */
export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const unknown = positionals.find((name) => !recipeNames.includes(name));
  if (unknown !== undefined)
    throw new ScriptError(`there is no recipe "${unknown}", but ${recipeNames.join(', ')}`);
  await using services = await startServices({ postgres: true });
  const url = await createDatabase(services.postgres.url, `example_${process.pid}`);
  await (positionals.length > 0 ? printRecipes(positionals, url) : printShops(url));
  return 0;
}

async function printShops(url: string): Promise<void> {
  await createStock(url);
  for (const [name, shop] of Object.entries({ createShop, createSafeShop }))
    printSummary(await findLostUpdate(shop, url), name);
}

async function printRecipes(names: readonly string[], url: string): Promise<void> {
  process.env['DATABASE_URL'] = url;
  for (const name of names) {
    const { broken, repaired } = await openRecipe(name);
    printSummary(await explore(broken, { postgresUrl: url }), `${name}, broken`);
    printSummary(await explore(repaired, { postgresUrl: url }), `${name}, repaired`);
  }
}
