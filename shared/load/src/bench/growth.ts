import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDatabase } from '@workbook/services';
import pg from 'pg';
import type { GrowthFigure } from '../cost/report.ts';
import { StepCopy } from '../step/step-server.ts';
import { type BothServices } from './lanes.ts';
import { httpSlice } from './slice.ts';
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
  await using bank03 = await databaseBank(services);
  const figures: GrowthFigure[] = [];
  for (const accounts of sizes)
    for (const bank of [bank02, bank03]) {
      await bank.fill(accounts);
      figures.push({ accounts, of: bank.of, p50Ms: await depositMs(bank.url) });
    }
  return figures;
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

async function databaseBank({ postgres }: BothServices): Promise<Bank> {
  const database = await createDatabase(postgres.url, 'cost_growth');
  const copy = await StepCopy.make('03', { postgres: database });
  const { url } = await copy.start();
  return {
    of: '03',
    url,
    async fill(count) {
      const client = new pg.Client({ connectionString: database });
      await client.connect();
      try {
        await client.query('truncate account restart identity');
        await client.query(
          "insert into account (owner, balance) select 'owner ' || n, $1 from generate_series(1, $2::int) as n",
          [balance, count],
        );
        await client.query('vacuum analyze account');
      } finally {
        await client.end();
      }
    },
    [Symbol.asyncDispose]: () => copy[Symbol.asyncDispose](),
  };
}
