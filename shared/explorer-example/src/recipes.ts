import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { defineService } from '@workbook/explorer';

const folder = new URL('../recipes/', import.meta.url);

/** What a file of `recipes` exports. */
export interface Recipe {
  readonly broken: ReturnType<typeof defineService>;
  readonly repaired: ReturnType<typeof defineService>;
}

/** The files of `recipes`, by their names, without the one that they share. */
export const recipeNames: readonly string[] = readdirSync(folder)
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => name !== 'database')
  .sort();

/** The two services of a recipe. They connect to `DATABASE_URL`. */
export async function openRecipe(name: string): Promise<Recipe> {
  return (await import(new URL(`${name}.ts`, folder).href)) as Recipe;
}

/** The text of a file of `recipes`. */
export async function recipeText(name: string): Promise<string> {
  return await readFile(new URL(`${name}.ts`, folder), 'utf8');
}
