import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectFolder } from '@workbook/race-test';
import { ServiceUnavailable } from '@workbook/services';
import { renderCharts } from '../src/cost/charts.ts';
import { growthText, readCost, type Workload, workloads, workloadText } from '../src/cost/index.ts';
import { costFile } from '../src/cost/report.ts';
import {
  CannotMeasure,
  exitOnSignals,
  fullSize,
  quickSize,
  runBench,
  ServerFailed,
} from '../src/index.ts';

const usage = `npm run bench:steps [-- [--quick | --draw]]

Measures what each step costs, and writes docs/cost.json, the charts, and what the lessons say of
it. --quick measures less, prints it and writes nothing; --draw measures nothing, and writes charts
and lessons again from docs/cost.json. The machine should have nothing else to do.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      draw: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(usage);
  if (values.draw) return drawAll();
  const report = await runBench(values.quick ? quickSize : fullSize, console.error);
  for (const workload of Object.keys(workloads) as Workload[])
    console.log(`${workloadText(report, workload)}\n`);
  console.log(growthText(report));
  if (values.quick) return;
  await writeFile(costFile, `${JSON.stringify(report, null, 2)}\n`);
  await drawAll();
}

/** Brings charts and lessons up to what `docs/cost.json` says. */
async function drawAll(): Promise<void> {
  for (const [name, svg] of renderCharts(await readCost()))
    await writeFile(join(projectFolder, 'docs', name), svg);
  const args = ['run', '--silent', 'lessons', '--', '--only', 'cost'];
  const lessons = spawn('npm', args, { cwd: projectFolder, stdio: 'inherit' });
  const [code] = await once(lessons, 'exit');
  if (code !== 0) throw new CannotMeasure('the lessons could not be written: see above');
}

exitOnSignals();
try {
  await main();
} catch (error) {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const isExpected =
    error instanceof CannotMeasure ||
    error instanceof ServerFailed ||
    error instanceof ServiceUnavailable ||
    code.startsWith('ERR_PARSE_ARGS');
  if (!isExpected) throw error;
  console.error(`bench:steps: ${(error as Error).message}`);
  process.exitCode = 2;
}
