import { type Exploration, explore } from '@workbook/explorer';
import { openRecipe, recipeText } from './recipes.ts';

/**
 * The page with all its blocks anew: after `<!-- recipe: NAME -->` comes the text of the file, and, of a
 * recipe, what the explorer finds in its two services, on the server of `DATABASE_URL`.
 */
export async function renewedPage(page: string, postgresUrl: string): Promise<string> {
  const parts = page.split(block);
  const blocks: string[] = [];
  for (const [, name = ''] of page.matchAll(block)) blocks.push(await blockOf(name, postgresUrl));
  // `split` puts the name that a block is called by between the texts before and after it.
  return parts
    .filter((_, i) => i % 2 === 0)
    .map((text, i) => text + (blocks[i] ?? ''))
    .join('');
}

/** The recipes of a page, in its order. */
export function recipesIn(page: string): string[] {
  return [...page.matchAll(block)].map(([, name = '']) => name);
}

const block = /<!-- recipe: (\S+) -->\n.*?<!-- \/recipe -->/gs;

async function blockOf(name: string, postgresUrl: string): Promise<string> {
  const code = ['', '```ts', (await recipeText(name)).trimEnd(), '```', ''];
  const found = name === 'database' ? [] : await findings(name, postgresUrl);
  return [`<!-- recipe: ${name} -->`, ...code, ...found, '<!-- /recipe -->'].join('\n');
}

async function findings(name: string, postgresUrl: string): Promise<string[]> {
  const { broken, repaired } = await openRecipe(name);
  const lines = [
    `broken:   ${inOneLine(await explore(broken, { postgresUrl, stopAtFirst: true }))}`,
    `repaired: ${inOneLine(await explore(repaired, { postgresUrl }))}`,
  ];
  return ['```text', ...lines, '```', ''];
}

function inOneLine({ verdict, reason, first }: Exploration<unknown>): string {
  if (first) return `${verdict}, ${first.text}: ${first.violation}`;
  return reason === undefined ? verdict : `${verdict}, ${reason}`;
}
