import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectFolder } from '@workbook/course';
import type { Browser } from 'playwright-core';
import { launch } from '../../site/test/support/chromium.ts';
import { guardedFolderIn } from '../../site/test/support/guarded-folder.ts';

const usage = `npm run site:pictures

Takes the pictures of the project's README: pages as a reader sees them, of a real run each.`;

/** Takes the pictures of the project's README: pages as a reader sees them, of a real run each. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { help: { type: 'boolean', default: false } } });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const folder = join(projectFolder, 'docs/pictures');
  // Inside of the project, where the compiler finds the libraries of an attempt.
  const base = join(projectFolder, '.workbook/tests');
  await mkdir(base, { recursive: true });
  await mkdir(folder, { recursive: true });
  await using stack = new AsyncDisposableStack();
  const home = guardedFolderIn(base);
  await cp(
    join(projectFolder, 'steps/03/src/accounts.ts'),
    join(home, 'steps/04/attempt/accounts.ts'),
  );
  const command = spawn(
    process.execPath,
    [join(projectFolder, 'node_modules/.bin/workbook'), 'web', '04', '--port', '0'],
    { env: { ...process.env, WORKBOOK_HOME: home }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  stack.defer(async () => {
    if (command.exitCode !== null) return;
    command.kill();
    await once(command, 'exit');
  });
  const address = await addressOf(command.stdout);
  const browser = await launch();
  stack.defer(() => browser.close());
  const { origin } = new URL(address);
  await picture(browser, `${origin}/05/lost-update.html`, '.storage', join(folder, 'look.png'));
  await picture(browser, address, '.is-red ~ .desk .storage', join(folder, 'attempt.png'), true);
  return 0;
}

/** What the command prints: the address to open. */
async function addressOf(output: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const chunk of output) {
    text += chunk.toString();
    const [address] = /http:\S+/.exec(text) ?? [];
    if (address) return address;
  }
  throw new Error(`the pages were not served: ${text}`);
}

/** Takes a picture of a page from its title down to the end of its run, once a part of it is there. */
async function picture(
  browser: Browser,
  address: string,
  part: string,
  file: string,
  warm = false,
) {
  const page = await browser.newPage({
    viewport: { width: 1180, height: 1400 },
    colorScheme: 'light',
  });
  await page.goto(address);
  await page.locator(part).first().waitFor({ timeout: 300_000 });
  if (warm) {
    // At first the judges have to start: what a learner sees at a save is the time after that.
    await page.getByRole('button', { name: 'Judge it again' }).click();
    await page.locator('.is-judging').waitFor();
    await page.locator(part).first().waitFor({ timeout: 300_000 });
    await page.evaluate('document.activeElement?.blur()');
  }
  const [run, damage] = await Promise.all(
    ['.desk > .panel', '.damage'].map((one) => page.locator(one).first().boundingBox()),
  );
  const bottom = (run?.y ?? 0) + (run?.height ?? 0);
  if (!damage || damage.y + damage.height > bottom)
    throw new Error(`${file} does not reach the line that does the damage`);
  // Without the navigation, which is the same everywhere.
  const clip = { x: 0, y: 62, width: 1180, height: Math.ceil(bottom + 12 - 62) };
  await page.screenshot({ path: file, clip });
  await page.close();
  const { size } = await stat(file);
  console.log(`${file.slice(projectFolder.length + 1)}: ${Math.ceil(size / 1000)} KB`);
}
