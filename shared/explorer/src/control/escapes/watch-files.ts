import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { filesAreControlled } from '../files/control-files.ts';
import { changesAtOnce } from '../files/file-calls.ts';
import { escaping, noteEscape } from './escape.ts';

/**
 * Sees the files that clients write at once while files are not under control. What is only ever read
 * is no race, and a read that is one has a write beside it.
 */
export function watchFiles(): void {
  const calls = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of [...changesAtOnce, 'mkdirSync', 'rmdirSync', 'symlinkSync']) {
    const original = calls[name];
    if (!original) continue;
    calls[name] = function (this: unknown, ...args: unknown[]) {
      const actor = filesAreControlled() ? undefined : escaping();
      if (actor) noteEscape(actor, { kind: 'file', what: `calls ${name} ${nameIn(args)}` });
      return original.apply(this, args);
    };
  }
  syncBuiltinESMExports();
}

function nameIn([file]: readonly unknown[]): string {
  return typeof file === 'number' ? 'on an open file' : `on ${String(file)}`;
}
