import os from 'node:os';
import type { Machine } from './figures.ts';

/** This machine, today. */
export function describeMachine(postgres: string, isolationtester: string | undefined): Machine {
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGb: Math.round(os.totalmem() / 1024 ** 3),
    kernel: `${os.type()} ${os.release()}`,
    node: process.versions.node,
    postgres,
    ...(isolationtester === undefined ? {} : { isolationtester }),
  };
}
