import { parseArgs } from 'node:util';
import { createDatabase, startServices } from '@workbook/services';
import { createStock } from './create-stock.ts';
import { findLostUpdate } from './find-lost-update.ts';
import { createSafeShop } from './safe-shop.ts';
import { createShop } from './shop.ts';

/** The command `npm start -w @workbook/explorer-example`. */
export async function main(args: string[]): Promise<number> {
  parseArgs({ args });
  await using services = await startServices({ postgres: true });
  const url = await createDatabase(services.postgres.url, `example_${process.pid}`);
  await createStock(url);

  for (const [name, shop] of Object.entries({ createShop, createSafeShop })) {
    const { verdict, possible, failing, first } = await findLostUpdate(shop, url);
    console.log(`${name}: ${verdict}, ${failing} of ${possible} orders lose an update`);
    if (!first) continue;
    console.log(`  ${first.text}: ${first.violation}`);
    for (const { client, text } of first.turns) console.log(`  ${client}  ${text}`);
  }
  return 0;
}
