import { once } from 'node:events';
import { mkdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { kernelIdentity } from '../../src/folders/kernel.ts';
import { marks } from '../../src/folders/names.ts';

/** A kernel that this one is not. */
export const otherKernel = '00000000-1111-4222-8333-444444444444';

const dayMs = 24 * 60 * 60_000;

/** How `leave` leaves a folder: by default as a killed run of this kernel does. */
export interface Left {
  readonly kernel?: string;
  readonly daysAgo?: number;
}

/** Makes a folder with a file in it and the socket of a process that is gone. Returns its path. */
export async function leave(
  parent: string,
  name: string,
  { kernel = kernelIdentity(), daysAgo = 0 }: Left = {},
): Promise<string> {
  const folder = join(parent, name);
  mkdirSync(join(folder, 'home'), { recursive: true });
  writeFileSync(join(folder, 'home', 'a-file'), 'text');
  const mark = join(folder, marks.kernel);
  writeFileSync(mark, kernel);
  await leaveSocket(folder, marks.alive);
  makeOld(mark, daysAgo);
  return folder;
}

export function makeOld(path: string, daysAgo: number): void {
  const date = new Date(Date.now() - daysAgo * dayMs);
  utimesSync(path, date, date);
}

/** Node deletes a socket at the path that it was made at: under another name it stays. */
async function leaveSocket(folder: string, name: string): Promise<void> {
  const made = join(folder, 'made');
  const server = createServer().listen(made);
  await once(server, 'listening');
  renameSync(made, join(folder, name));
  await new Promise((resolve) => server.close(resolve));
}
