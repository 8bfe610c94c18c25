import os from 'node:os';
import type { Machine } from './figures.ts';

/** How busy the machine is with other things. Ask before anything is measured. */
export function loadNow(): number {
  return Number((os.loadavg()[0] ?? 0).toFixed(1));
}

/** This machine, today. */
export function describeMachine(
  postgres: string,
  isolationtester: string | undefined,
  loadBefore: number,
): Machine {
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGb: Math.round(os.totalmem() / 1024 ** 3),
    kernel: `${os.type()} ${os.release()}`,
    loadBefore,
    node: process.versions.node,
    postgres,
    isolationtester,
  };
}
