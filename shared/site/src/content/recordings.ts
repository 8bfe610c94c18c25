import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Recording } from '@workbook/recording';

/** What was recorded: a file for each race and step, read when it is asked for. */
export interface Recordings {
  /** What there is, step by step. */
  readonly all: readonly { readonly step: string; readonly race: string }[];
  /** Whether a race was recorded on a step. */
  readonly has: (step: string, race: string) => boolean;
  /** The recording of a race on a step. Throws where there is none. */
  readonly read: (step: string, race: string) => Promise<Recording>;
}

/** The recordings in a folder: `05/lost-update.json`, or the same packed as `.json.gz`. None where there is no such folder. */
export async function recordingsIn(folder: string): Promise<Recordings> {
  const found = await readdir(folder, { recursive: true }).catch(() => []);
  const files = new Map(
    found
      .filter((name) => /^\d\d\/[\w-]+\.json(\.gz)?$/.test(name))
      .sort()
      .map((name) => [name.replace(/\.json(\.gz)?$/, ''), name]),
  );
  return {
    all: [...files.keys()].map((name) => {
      const [step = '', race = ''] = name.split('/');
      return { step, race };
    }),
    has: (step, race) => files.has(`${step}/${race}`),
    read: async (step, race) => {
      const name = files.get(`${step}/${race}`);
      if (!name) throw new TypeError(`${race} was not recorded on step ${step}`);
      const bytes = await readFile(join(folder, name));
      const text = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
      return JSON.parse(text.toString('utf8'));
    },
  };
}
