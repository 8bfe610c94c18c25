import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDatabase } from '@workbook/services';
import pg from 'pg';
import type { GrowthFigure } from '../cost/report.ts';
import { StepCopy } from '../step/step-server.ts';
import type { BothServices } from './lanes.ts';
import { callSlice, httpSlice } from './slice.ts';
import { median } from './statistics.ts';

/** A deposit into a file of a hundred thousand accounts takes a good part of it. */
const sliceMs = 1_500;
const balance = 1_000;

/** The time of a deposit in steps 02 and 03, in a bank that grows. */
export async function measureGrowth(
  sizes: readonly number[],
  services: BothServices,
): Promise<GrowthFigure[]> {
  await using bank02 = await fileBank();
  await using bank03 = await databaseBank(services, {
    step: '03',
    of: '03',
    database: 'cost_growth',
  });
  const figures: GrowthFigure[] = [];
  for (const accounts of sizes)
    for (const bank of [bank02, bank03]) {
      await bank.fill(accounts);
      figures.push({ accounts, of: bank.of, p50Ms: await depositMs(bank.url) });
    }
  return figures;
}

/** What the tables of step 09 hold, and are emptied together. */
const ofOwners = {
  step: '09',
  clear: 'account, owner',
  before: "insert into owner (name) select 'owner ' || n from generate_series(1, $1::int) as n",
} as const;

/** The keys of the table stay; what finds the accounts of an owner goes. */
const dropIndexes = `
  do $$ declare name text; begin
    for name in select indexrelid::regclass from pg_index
      where indrelid = 'account'::regclass and not indisprimary
    loop execute 'drop index ' || name; end loop;
  end $$`;

/** The time of a report on one owner in step 09, with the index by owner and without it, in a bank that grows. */
export async function measureLookUp(
  sizes: readonly number[],
  services: Pick<BothServices, 'postgres'>,
): Promise<GrowthFigure[]> {
  await using indexed = await databaseBank(services, {
    ...ofOwners,
    of: '09',
    database: 'cost_owners',
  });
  await using unindexed = await databaseBank(services, {
    ...ofOwners,
    of: '09 without its index',
    database: 'cost_owners_scanned',
    prepare: dropIndexes,
  });
  const figures: GrowthFigure[] = [];
  for (const accounts of sizes)
    for (const bank of [indexed, unindexed]) {
      await bank.fill(accounts);
      figures.push({ accounts, of: bank.of, p50Ms: await reportMs(bank.url, accounts) });
    }
  return figures;
}

/** Of owners in turn, so that no row is read more often than the others. */
async function reportMs(url: string, owners: number): Promise<number> {
  let last = 0;
  const next = () => {
    last = (last % owners) + 1;
    return { method: 'GET', path: `/owners/${encodeURIComponent(`owner ${last}`)}` } as const;
  };
  const { latenciesMs } = await callSlice([url], next, { connections: 1, warmUpMs: 200, sliceMs });
  return Number(median(latenciesMs).toPrecision(3));
}

interface Bank extends AsyncDisposable {
  readonly of: string;
  readonly url: string;
  /** Makes it hold this many accounts, the first of them with the id 1. */
  fill(accounts: number): Promise<void>;
}

async function depositMs(url: string): Promise<number> {
  const options = { workload: 'hot', connections: 1, warmUpMs: 200, sliceMs } as const;
  const { latenciesMs } = await httpSlice([url], [1], options);
  return Number(median(latenciesMs).toPrecision(3));
}

/**
 * Opening accounts one by one would take a minute for the last hundred alone: the file is written
 * whole.
 */
async function fileBank(): Promise<Bank> {
  const copy = await StepCopy.make('02', {});
  const { url } = await copy.start();
  return {
    of: '02',
    url,
    async fill(count) {
      const accounts = Array.from({ length: count }, (_, i) => ({
        id: i + 1,
        owner: `owner ${i + 1}`,
        balance,
      }));
      const path = join(copy.dataFolder, 'accounts.json');
      await writeFile(`${path}.new`, JSON.stringify({ nextId: count + 1, accounts }));
      await rename(`${path}.new`, path);
    },
    [Symbol.asyncDispose]: () => copy[Symbol.asyncDispose](),
  };
}

interface DatabaseBank {
  readonly step: string;
  readonly of: string;
  readonly database: string;
  /** What is done once in a database that has its tables. */
  readonly prepare?: string;
  /** What empties the tables. */
  readonly clear?: string;
  /** What is stored before the accounts, of as many owners. */
  readonly before?: string;
}

async function databaseBank(
  { postgres }: Pick<BothServices, 'postgres'>,
  { step, of, database: name, prepare, clear = 'account', before }: DatabaseBank,
): Promise<Bank> {
  const database = await createDatabase(postgres.url, name);
  const copy = await StepCopy.make(step, { postgres: database });
  const { url } = await copy.start();
  const inDatabase = async (work: (client: pg.Client) => Promise<unknown>) => {
    const client = new pg.Client({ connectionString: database });
    await client.connect();
    try {
      await work(client);
    } finally {
      await client.end();
    }
  };
  if (prepare !== undefined) await inDatabase((client) => client.query(prepare));
  return {
    of,
    url,
    fill: (count) =>
      inDatabase(async (client) => {
        await client.query(`truncate ${clear} restart identity`);
        if (before !== undefined) await client.query(before, [count]);
        await client.query(
          "insert into account (owner, balance) select 'owner ' || n, $1 from generate_series(1, $2::int) as n",
          [balance, count],
        );
        await client.query(`vacuum analyze ${clear}`);
      }),
    [Symbol.asyncDispose]: () => copy[Symbol.asyncDispose](),
  };
}
