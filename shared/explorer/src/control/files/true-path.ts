import fs from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** One name for a file, whatever links lead to its folder. */
export function truePath(path: string): string {
  try {
    return join(fs.realpathSync(dirname(path)), basename(path));
  } catch {
    return path;
  }
}
