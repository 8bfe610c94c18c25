import fs from 'node:fs';

/** What was there when this module was loaded, as libraries such as graceful-fs keep it. */
const { readFile, writeFile } = fs.promises;

/** Adds one to the number in a file: it is read, and then written. */
export async function addOne(file: string): Promise<void> {
  const number = Number(await readFile(file, 'utf8'));
  await writeFile(file, String(number + 1));
}
