import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { calledFrom, startServices, wholeNumber } from '@workbook/services';
import type { Figures } from './figures.ts';
import { findIsolationtester } from './isolationtester.ts';
import { describeMachine, loadNow } from './machine.ts';
import { measureRates, measureReduction, openBench } from './measure.ts';
import { writePage } from './page.ts';
import { versionOf } from './postgres-version.ts';
import { tables } from './tables.ts';

const usage = `Usage: npm run bench:explorer [-- --rounds N] [--processes N] [--json FILE] [--publish]

Measures how many schedules the explorer does in a second, beside PostgreSQL's own isolationtester
where that is installed, and how much sooner it is done through reduction.

  --rounds N     measurements of each figure (15)
  --processes N  processes that share the explorer's search (one for each core, but two at least)
  --json FILE    also writes the figures to FILE
  --publish      also writes docs/bench.json, docs/bench.svg and the page docs/bench.md`;

/** The command `npm run bench:explorer`. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '15' },
      processes: { type: 'string', default: String(Math.max(2, os.availableParallelism())) },
      json: { type: 'string' },
      publish: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const figures = await measure(
    wholeNumber('--rounds', values.rounds),
    wholeNumber('--processes', values.processes),
  );
  console.log(tables(figures));
  if (values.json !== undefined) {
    const file = resolve(calledFrom(), values.json);
    await writeFile(file, `${JSON.stringify(figures, null, 2)}\n`);
  }
  if (values.publish) await writePage(figures);
  return 0;
}

async function measure(rounds: number, processes: number): Promise<Figures> {
  const load = loadNow();
  if (load > os.availableParallelism() / 2) {
    console.error(
      `this machine is busy with other things (load ${load}), which slows both sides, and most of all the one that uses all cores: measure again when it is quiet.`,
    );
  }
  const isolationtester = findIsolationtester();
  if (!isolationtester) {
    console.error(
      'isolationtester is not installed (Debian and Ubuntu have it in postgresql-client-NN), so the explorer is measured alone.',
    );
  }
  await using services = await startServices({ postgres: true });
  const { url } = services.postgres;
  const bench = await openBench(url, processes, isolationtester);
  await using _pool = bench.pool;
  const rates = await measureRates(bench, rounds, (round) => tell(`rates: round ${round}`));
  const reduction = await measureReduction(bench, rounds, (round) =>
    tell(`reduction: round ${round}`),
  );
  tell('');
  const machine = describeMachine(await versionOf(url), isolationtester?.version, load);
  return { machine, rounds, processes, rates, reduction };
}

/** One line that is overwritten again and again, for people only. */
function tell(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
