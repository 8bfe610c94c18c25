import { mkdir, open, readFile, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineService } from '@workbook/explorer';

const folder = join(tmpdir(), `counter-${process.pid}`);
const counter = join(folder, 'total');
const lock = join(folder, 'lock');
const repair = join(folder, 'repair');

export const broken = race(async () => {
  if (await isStale()) await rm(lock); // its owner has crashed
  await (await open(lock, 'wx')).close();
});

export const repaired = race(async () => {
  if (await isStale()) {
    await mkdir(repair); // one at a time may remove the lock, and looks at it again
    if (await isStale()) await rm(lock);
    await rmdir(repair);
  }
  await (await open(lock, 'wx')).close();
});

async function isStale(): Promise<boolean> {
  const { mtimeMs } = await stat(lock).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
  return Date.now() - mtimeMs > 60_000;
}

function race(take: () => Promise<void>) {
  const count = async () => {
    try {
      await take();
    } catch {
      return 'busy'; // another client was quicker
    }
    const total = Number(await readFile(counter, 'utf8'));
    await writeFile(counter, String(total + 1));
    await rm(lock, { force: true });
    return 'counted';
  };
  return defineService({
    instance: () => ({ close: () => rm(folder, { recursive: true, force: true }) }),
    instances: 2,
    sharesMemory: false,
    reset: async () => {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder);
      await writeFile(counter, '0');
      await writeFile(lock, '');
      await utimes(lock, new Date('2020-01-01'), new Date('2020-01-01'));
    },
    clients: { A: count, B: count },
    look: () => readFile(counter, 'utf8'),
    judge: ({ answers, seen }) => {
      const counted = Object.values(answers).filter((answer) => answer === 'counted').length;
      return Number(seen) !== counted && `${counted} were counted, and the total is ${seen}`;
    },
  });
}
