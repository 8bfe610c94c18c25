import { mkdir, readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Resources } from '@workbook/domain';
import { loadStep } from '@workbook/judge';
import { createDatabase, makeRunFolder, removeLeftovers, type Services } from '@workbook/services';
import pg from 'pg';

/** What one deposit writes. */
export interface WriteCost {
  /** Rows of the database that are new or have changed. */
  readonly rows: number;
  /** Bytes of the files that are new or have changed. */
  readonly bytes: number;
}

/**
 * Opens this many accounts in the step whose code is in `file`, and measures what one deposit
 * writes.
 */
export async function measureWriteCost(
  file: string,
  accounts: number,
  { postgres }: Services,
): Promise<WriteCost> {
  await using stack = new AsyncDisposableStack();
  const parent = resolve(tmpdir());
  await removeLeftovers(parent);
  const made = stack.use(await makeRunFolder(parent, 'data'));
  const dataFolder = join(made.path, 'accounts');
  await mkdir(dataFolder);
  const { createAccounts, createSchema, needs = [] } = await loadStep(file, `cost of ${accounts}`);
  const database = postgres && needs.includes('postgres');
  const url = database ? await createDatabase(postgres.url, `cost_${accounts}`) : '';
  const resources: Resources = {
    screen: async () => {},
    postgres: { url, poolSize: 2, lockTimeoutMs: 1000 },
    redis: { url: '' },
    dataFolder,
  };
  await createSchema?.(resources);
  const bank = await createAccounts(resources);
  stack.defer(async () => bank[Symbol.asyncDispose]?.());
  const { id } = await bank.open('owner 1', 100);
  for (let number = 2; number <= accounts; number += 1) await bank.open(`owner ${number}`, 100);

  const before = await stored(url, dataFolder);
  await bank.deposit(id, 50);
  const after = await stored(url, dataFolder);
  const written = [...after.files].filter(([name]) => !before.files.has(name));
  return {
    rows: [...after.rows].filter((row) => !before.rows.has(row)).length,
    bytes: written.reduce((sum, [, bytes]) => sum + bytes, 0),
  };
}

/** Each version of each row, and of each file with its size. */
async function stored(url: string, folder: string) {
  const files = new Map<string, number>();
  for (const name of await readdir(folder)) {
    const { ino, mtimeNs, size } = await stat(join(folder, name), { bigint: true });
    files.set(`${name} ${ino} ${mtimeNs}`, Number(size));
  }
  return { rows: url ? await rowsIn(url) : new Set<string>(), files };
}

async function rowsIn(url: string): Promise<Set<string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query("select ctid || ' ' || xmin as version from account");
    return new Set(rows.map(({ version }) => version));
  } finally {
    await client.end();
  }
}
