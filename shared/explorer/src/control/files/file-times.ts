import fs, { type BigIntStats, type Stats } from 'node:fs';
import type { Actor } from '../actor.ts';

/** What a call does to the times of a file. */
export type Change =
  /** It is made. */
  | 'made'
  /** Its content changes, or what a folder holds. */
  | 'changed'
  /** Its name or its permissions change. */
  | 'touched'
  /** Its times are set, in milliseconds. */
  | { readonly accessMs: number; readonly modifyMs: number };

/** The calls as they are before they are put under control. */
const { fstatSync, lstatSync, statSync } = fs;
const RealDate = Date;

type TimeName = 'atime' | 'mtime' | 'ctime' | 'birthtime';
type Times = Record<TimeName, number>;

/** By device and inode, for the files that controlled code has changed in the run under way. */
const known = new Map<string, Times>();

/** A run begins: whatever is there was there before it. */
export function forgetFileTimes(): void {
  known.clear();
}

/** Controlled code has changed a file, or an open one: on the clock of the run, that is now. */
export function noteChange(change: Change, file: string | number, { controller }: Actor): void {
  const stats = statsOf(file, change);
  if (!stats) return;
  const nowMs = controller.clock.nowMs();
  const before = known.get(keyOf(stats));
  const made: Times = { atime: nowMs, mtime: nowMs, ctime: nowMs, birthtime: nowMs };
  const times = change === 'made' || !before ? { ...made } : before;
  if (!before && change !== 'made') {
    times.birthtime = controller.clock.beganMs;
    if (change === 'touched') {
      times.mtime = Math.min(stats.mtimeMs, times.birthtime);
      times.atime = Math.min(stats.atimeMs, times.birthtime);
    }
  }
  times.ctime = nowMs;
  if (change === 'changed') times.mtime = nowMs;
  if (typeof change === 'object') {
    times.atime = change.accessMs;
    times.mtime = change.modifyMs;
  }
  known.set(keyOf(stats), times);
}

/**
 * What a file says of its times, on the clock of the run. One that was there before the run is as old as it
 * says, and never younger than the run. It is changed and returned.
 */
export function onRunsClock<S>(stats: S, { controller }: Actor): S {
  if (!isStats(stats)) return stats;
  const times = known.get(keyOf(stats));
  for (const name of ['atime', 'mtime', 'ctime', 'birthtime'] as const) {
    const ms = Math.min(Number(stats[`${name}Ms`]), controller.clock.beganMs);
    setTime(stats, name, times?.[name] ?? ms);
  }
  return stats;
}

/** A time as `utimes` takes it, in milliseconds: seconds, or a date. */
export function msOf(time: unknown): number {
  return time instanceof RealDate ? time.getTime() : Number(time) * 1000;
}

function statsOf(file: string | number, change: Change): Stats | undefined {
  try {
    if (typeof file === 'number') return fstatSync(file);
    return typeof change === 'object' || change === 'changed' ? statSync(file) : lstatSync(file);
  } catch {
    return undefined;
  }
}

function isStats(stats: unknown): stats is Stats | BigIntStats {
  return typeof stats === 'object' && stats !== null && 'ino' in stats && 'mtimeMs' in stats;
}

const keyOf = ({ dev, ino }: Stats | BigIntStats) => `${dev}:${ino}`;

function setTime(stats: Stats | BigIntStats, name: TimeName, ms: number): void {
  const date = new RealDate(ms);
  if (typeof stats.ino === 'number') Object.assign(stats, { [`${name}Ms`]: ms, [name]: date });
  else {
    const ns = BigInt(Math.round(ms * 1e6));
    const whole = { [`${name}Ms`]: ns / 1_000_000n, [`${name}Ns`]: ns, [name]: date };
    Object.assign(stats, whole);
  }
}
