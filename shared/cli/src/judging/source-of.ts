import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Reads lines of the code in and beside `file` (absolute) by their places, such as `accounts.ts:61`; undefined
 * where there is none any more.
 */
export function sourceOf(file: string): (place: string) => string | undefined {
  return (place) => {
    const [, name = '', line] = /^(.+):(\d+)$/.exec(place) ?? [];
    try {
      return readFileSync(join(dirname(file), name), 'utf8').split('\n')[Number(line) - 1];
    } catch {
      // Renamed or removed since it ran: the timeline goes without.
      return undefined;
    }
  };
}
