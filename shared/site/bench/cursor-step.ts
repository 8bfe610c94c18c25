import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectFolder } from '@workbook/course';
import type { CDPSession, Page } from 'playwright-core';
import { type Recordings, recordingsIn } from '../src/content/recordings.ts';
import { siteFiles } from '../src/site-files.ts';
import { launch } from '../test/support/chromium.ts';
import { guardedFolder } from '../test/support/guarded-folder.ts';
import { serve } from '../test/support/serve.ts';

/** What Chromium counts of its main thread. */
const counted = [
  'ScriptDuration',
  'RecalcStyleDuration',
  'LayoutDuration',
  'TaskDuration',
] as const;
type Ms = Record<(typeof counted)[number], number>;

const usage = `npm run bench:cursor -w @workbook/site [-- NN RACE]

Measures how long a step of the cursor keeps the page from drawing, on this race or on the largest.`;

/**
 * `bench:cursor [NN RACE]`: how long a step of the cursor keeps the page from drawing, on this race or on the largest.
 * Walks its first order to the end and back.
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
  const recordings = await recordingsIn(join(projectFolder, 'shared/recording/recordings'));
  const [step, race] = positionals.length > 0 ? positionals : await largest(recordings);
  const folder = await written(recordings, `${step}/${race}`, step ?? '');
  const server = await serve(folder, '/');
  const browser = await launch();
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const session = await page.context().newCDPSession(page);
  // Its time on the processor: another program that runs beside it does not count.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(`${server.url}${step}/${race}.html`);
  await page.keyboard.press('Home');
  const turns = await page.locator('.bead').count();
  const idle = await each(page, session, 6, 'Shift');
  // The first way is not counted: the page's script is compiled on it.
  for (const key of ['ArrowRight', 'ArrowLeft']) await each(page, session, turns, key);
  const on = await each(page, session, turns, 'ArrowRight');
  const back = await each(page, session, turns, 'ArrowLeft');
  console.log(
    `${step} ${race}, ${turns} turns, on a machine with ${availableParallelism()} cores and a load of ${loadavg()[0]?.toFixed(1)}:`,
  );
  console.log(rowOf('a key that does nothing', idle));
  console.log(rowOf('a step on', on));
  console.log(rowOf('a step back', back));
  await browser.close();
  server.close();
  return 0;
}

async function largest({ all, read }: Recordings): Promise<[string, string]> {
  let most = { step: '', race: '', size: 0 };
  for (const { step, race } of all) {
    const size = JSON.stringify(await read(step, race)).length;
    if (size > most.size) most = { step, race, size };
  }
  return [most.step, most.race];
}

/** Writes the page of a race, and what it loads. */
async function written(recordings: Recordings, name: string, step: string): Promise<string> {
  const folder = join(guardedFolder(), 'bench');
  for (const [path, make] of await siteFiles({ recordings })) {
    const isWanted =
      path.startsWith(name) || path === `${step}/code.js` || path.startsWith('assets/');
    if (!isWanted || path.includes('search')) continue;
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), await make());
  }
  return folder;
}

/** Presses a key so often, and says what each press has cost until it was drawn. */
async function each(page: Page, session: CDPSession, times: number, key: string): Promise<Ms[]> {
  const all: Ms[] = [];
  for (let i = 0; i < times; i += 1) {
    const before = await spent(session);
    await page.keyboard.press(key);
    await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))');
    const after = await spent(session);
    all.push(
      Object.fromEntries(counted.map((name) => [name, 1000 * (after[name] - before[name])])) as Ms,
    );
  }
  return all;
}

async function spent(session: CDPSession): Promise<Ms> {
  const { metrics } = await session.send('Performance.getMetrics');
  return Object.fromEntries(
    counted.map((name) => [name, metrics.find((one) => one.name === name)?.value ?? 0]),
  ) as Ms;
}

function rowOf(name: string, all: readonly Ms[]): string {
  const cells = counted.map((what) => {
    const sorted = all.map((one) => one[what]).sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]?.toFixed(1);
    return `${what.replace('Duration', '')} ${at(0.5)} (${at(0.95)})`;
  });
  return `  ${name}: ${cells.join(', ')} ms`;
}
