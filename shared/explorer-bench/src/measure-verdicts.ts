import { execFile } from 'node:child_process';
import { join, relative } from 'node:path';
import { type CourseStep, projectFolder } from '@workbook/course';
import { environmentFor, type ParentServices } from '@workbook/services';
import { type Checkout, has } from './checkout.ts';
import { spreadOf } from './figures.ts';
import type { CheckoutTimes, StepTimes } from './verdict-figures.ts';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

/** Runs the `workbook` command of a checkout, on servers that are warm. */
function workbook(
  { folder, home }: Checkout,
  services: ParentServices,
  ...args: string[]
): Promise<Ended> {
  const env = {
    ...process.env,
    ...environmentFor(services),
    DATABASE_URL: services.postgres,
    REDIS_URL: services.redis,
    WORKBOOK_HOME: home,
  };
  const startMs = performance.now();
  return new Promise((resolve) => {
    execFile(
      join(folder, 'node_modules/.bin/workbook'),
      args,
      { cwd: folder, env, maxBuffer: 2 ** 28 },
      (error, stdout, stderr) => {
        const code = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
        resolve({ code, stdout, stderr, ms: performance.now() - startMs });
      },
    );
  });
}

/** Throws when the command has ended with another code: what it took is no measurement then. */
async function expecting(code: number, running: Promise<Ended>): Promise<Ended> {
  const ended = await running;
  if (ended.code !== code)
    throw new Error(`ended with ${ended.code} in place of ${code}: ${ended.stderr}${ended.stdout}`);
  return ended;
}

/**
 * Lets every checkout judge every step, in turn, this `rounds` times: as the machine drifts, it drifts for all of them.
 * Steps that a checkout does not have are left out there.
 */
export async function measureVerdicts(
  checkouts: readonly Checkout[],
  steps: readonly CourseStep[],
  services: ParentServices,
  rounds: number,
  onProgress: (sentence: string) => void,
): Promise<CheckoutTimes[]> {
  const measured = checkouts.map((checkout) => ({
    checkout,
    steps: steps
      .filter(({ file }) => has(checkout, file))
      .map((step) => ({
        step,
        red: [] as number[],
        likely: [] as number[],
        green: [] as number[],
      })),
  }));
  for (const { checkout, steps: own } of measured)
    for (const { step } of own)
      await expecting(0, workbook(checkout, services, 'start', step.number));
  // The first round is for warming up what the disk and the compiler keep, and does not count.
  for (let round = 0; round <= rounds; round += 1)
    for (const { number } of steps)
      for (const { checkout, steps: own } of measured) {
        const times = own.find(({ step }) => step.number === number);
        if (!times) continue;
        onProgress(`round ${round} of ${rounds}: step ${number}, ${checkout.name}`);
        const { red, green, likely } = await judged(checkout, times.step, services);
        if (round === 0) continue;
        times.red.push(red);
        times.green.push(green);
        if (likely !== undefined) times.likely.push(likely);
      }
  return measured.map(({ checkout, steps: own }) => ({
    name: checkout.name,
    steps: own.map(
      ({ step, red, likely, green }): StepTimes => ({
        step: step.number,
        redMs: spreadOf(red),
        ...(likely.length > 0 && { probablyGreenMs: spreadOf(likely) }),
        greenMs: spreadOf(green),
      }),
    ),
  }));
}

async function judged(checkout: Checkout, { number, file }: CourseStep, services: ParentServices) {
  const red = await expecting(1, workbook(checkout, services, 'test', number));
  const finished = relative(projectFolder, file);
  const green = await expecting(
    0,
    workbook(checkout, services, 'check', number, finished, '--json'),
  );
  const { probablyGreenMs, durationMs } = JSON.parse(green.stdout) as {
    probablyGreenMs?: number | null;
    durationMs: number;
  };
  // The command counts from when its own code has been loaded.
  const likely = probablyGreenMs ? green.ms - durationMs + probablyGreenMs : undefined;
  return { red: red.ms, green: green.ms, likely };
}

/** How long a checkout takes for the whole map, in milliseconds. */
export async function measureMap(checkout: Checkout, services: ParentServices): Promise<number> {
  const { ms } = await expecting(0, workbook(checkout, services, 'map', '--json'));
  return Math.round(ms);
}
