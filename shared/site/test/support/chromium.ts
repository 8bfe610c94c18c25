import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '@workbook/course';
import { type Browser, chromium } from 'playwright-core';
import { guardedFolder, guardedFolderIn } from './guarded-folder.ts';

/** Where browsers are installed, on the systems that the workbook runs on. */
const installed = [
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Starts a real browser: the one that CHROME_PATH names, an installed one, or on Linux x64 the one that npm has brought. */
export async function launch(): Promise<Browser> {
  const executablePath = process.env.CHROME_PATH || installed.find(existsSync) || (await packed());
  // Without a sandbox, because there is none for root, and the browser of the package has brought none.
  const options = { executablePath, args: ['--no-sandbox'] };
  // What it writes down of itself goes with this process.
  return await withTemporary(guardedFolder(), () => chromium.launch(options));
}

async function withTemporary<Made>(folder: string, make: () => Promise<Made>): Promise<Made> {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    return await make();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

/**
 * Unpacks the package's browser once, beside what else is made once, and not where other programs would run it. It comes
 * to its place when it is whole: two processes may unpack it, and none starts what another one still writes.
 */
async function packed(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      'these tests need a browser: set CHROME_PATH to a Chromium or Chrome, or install one',
    );
  const cache = join(projectFolder, 'node_modules/.cache');
  const folder = join(cache, 'chromium');
  const { default: archive } = await import('@sparticuz/chromium');
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true });
    const own = guardedFolderIn(cache);
    await withTemporary(own, () => archive.executablePath());
    await rename(own, folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  }
  return await withTemporary(folder, () => archive.executablePath());
}
