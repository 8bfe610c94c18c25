import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectFolder } from '@workbook/course';
import { ScriptError } from '@workbook/services';
import { renderCharts } from '../cost/charts.ts';
import {
  growthText,
  lookUpText,
  readCost,
  type Workload,
  workloads,
  workloadText,
} from '../cost/index.ts';
import { costFile } from '../cost/report.ts';
import { exitOnSignals } from '../step/run-folder.ts';
import { fullSize, quickSize } from './cells.ts';
import { runBench } from './run-bench.ts';

const usage = `npm run bench:steps [-- [--quick | --draw]]

Measures what each step costs, and writes docs/cost.json, the charts, and what the lessons say of
it. --quick measures less, prints it and writes nothing; --draw measures nothing, and writes charts
and lessons again from docs/cost.json. The machine should have nothing else to do.`;

/** The command `npm run bench:steps`. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
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
  exitOnSignals();
  if (values.draw) {
    await drawAll();
    return 0;
  }
  const report = await runBench(values.quick ? quickSize : fullSize, console.error);
  for (const workload of Object.keys(workloads) as Workload[])
    console.log(`${workloadText(report, workload)}\n`);
  console.log(`${growthText(report)}\n`);
  console.log(lookUpText(report));
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
  if (code !== 0) throw new ScriptError('the lessons could not be written: see above');
}
