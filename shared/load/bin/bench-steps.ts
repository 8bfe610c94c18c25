import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectFolder } from '@workbook/race-test';
import { renderCharts } from '../src/cost/charts.ts';
import { growthText, readCost, type Workload, workloads, workloadText } from '../src/cost/index.ts';
import { costFile } from '../src/cost/report.ts';
import { CannotMeasure, exitOnSignals, fullSize, quickSize, runBench } from '../src/index.ts';
import { exitCodeOf } from './command.ts';

const usage = `npm run bench:steps [-- [--quick | --draw]]

Measures what each step costs, and writes docs/cost.json, the charts, and what the lessons say of
it. --quick measures less, prints it and writes nothing; --draw measures nothing, and writes charts
and lessons again from docs/cost.json. The machine should have nothing else to do.`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      draw: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (values.draw) {
    await drawAll();
    return 0;
  }
  const report = await runBench(values.quick ? quickSize : fullSize, console.error);
  for (const workload of Object.keys(workloads) as Workload[])
    console.log(`${workloadText(report, workload)}\n`);
  console.log(growthText(report));
  if (values.quick) return 0;
  await writeFile(costFile, `${JSON.stringify(report, null, 2)}\n`);
  await drawAll();
  return 0;
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
process.exitCode = await exitCodeOf('bench:steps', main);
