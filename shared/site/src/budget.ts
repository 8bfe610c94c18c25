import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** How large a site is: the whole of it as it lies there, its parts as a server sends them. */
export interface Sizes {
  readonly site: number;
  readonly script: number;
  /** Of all lessons the one with the most to load before it is drawn: the page, its styles, its script. */
  readonly lesson: number;
  /** The largest recording of one race on one step. */
  readonly recording: number;
}

/** The most that each may be, in bytes. */
const budget: Sizes = {
  site: 25_000_000,
  script: 60_000,
  lesson: 100_000,
  recording: 150_000,
};

/** Measures the site in a folder. */
export async function sizesOf(folder: string): Promise<Sizes> {
  const names = await readdir(folder, { recursive: true });
  let site = 0;
  for (const name of names) {
    const entry = await stat(join(folder, name));
    if (entry.isFile()) site += entry.size;
  }
  const sent = async (name: string) => gzipSync(await readFile(join(folder, name))).length;
  const most = async (is: RegExp) => {
    const sizes = [0];
    for (const name of names.filter((one) => is.test(one))) sizes.push(await sent(name));
    return Math.max(...sizes);
  };
  const script = await sent('assets/site.js');
  const shared = script + (await sent('assets/site.css')) + (await sent('assets/theme.js'));
  return {
    site,
    script,
    lesson: shared + (await most(/^\d\d\/index\.html$/)),
    recording: await most(/^\d\d\/(?!code\.js$)[\w-]+\.js$/),
  };
}

/** What is too large, in one sentence each. */
export function tooLarge(sizes: Sizes): readonly string[] {
  return (Object.keys(budget) as (keyof Sizes)[])
    .filter((part) => sizes[part] > budget[part])
    .map((part) => `the ${part} takes ${sizes[part]} bytes, and may take ${budget[part]}`);
}
