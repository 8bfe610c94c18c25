import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Recording } from '@workbook/recording';

/** What was recorded: a file for each race and step, read when it is asked for. */
export interface Recordings {
  /** Whether a race was recorded on a step. */
  readonly has: (step: string, race: string) => boolean;
  /** All of them, one after the other. */
  readonly all: () => AsyncGenerator<Recording>;
}

/** The recordings in a folder: `05/lost-update.json`, or the same packed as `.json.gz`. None where there is no such folder. */
export async function recordingsIn(folder: string): Promise<Recordings> {
  const found = await readdir(folder, { recursive: true }).catch(() => []);
  const files = found.filter((name) => /^\d\d\/[\w-]+\.json(\.gz)?$/.test(name)).sort();
  const known = new Set(files.map((name) => name.replace(/\.json(\.gz)?$/, '')));
  return {
    has: (step, race) => known.has(`${step}/${race}`),
    async *all() {
      for (const name of files) {
        const bytes = await readFile(join(folder, name));
        const text = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
        yield JSON.parse(text.toString('utf8'));
      }
    },
  };
}
