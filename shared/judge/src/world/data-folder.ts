import { makeRunFolder, type RunFolder, removeLeftovers, runsFolder } from '@workbook/services';

/** The accounts of a race are a few lines of text. */
const leastBytes = 16 * 1024 ** 2;

/** By parent folder: one look a process is enough, and many races may follow. */
const swept = new Map<string, Promise<void>>();

/**
 * Makes an empty folder for the files of one race. What killed processes have left behind is removed
 * first.
 */
export async function makeDataFolder(within?: string): Promise<RunFolder> {
  const parent = within ?? (await runsFolder(leastBytes));
  const sweep = swept.get(parent) ?? removeLeftovers(parent);
  swept.set(parent, sweep);
  await sweep;
  return await makeRunFolder(parent, 'data');
}
