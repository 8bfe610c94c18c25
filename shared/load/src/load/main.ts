import { parseArgs } from 'node:util';
import { wholeNumber } from '@workbook/services';
import { givenSteps, readableFile, stepOptions } from '../command/command.ts';
import { exitOnSignals } from '../step/run-folder.ts';
import { headingText, rowText } from './load-text.ts';
import { loadPlans } from './plan.ts';
import { runAllLoads } from './run-all-loads.ts';

const usage = `npm run check:load [-- [--step NN] [--file FILE] [--requests N]]

Serves each step by real processes, sends real concurrent HTTP, kills one of them in the middle, and
compares each account with its ledger. --step may be repeated; --file puts another accounts.ts in the
place of the step's own; --requests says how many requests each process gets, 2000 unless told.
Exit codes: 0 every claim held, 1 one did not, 2 it could not be run.`;

/** The command `npm run check:load`. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      ...stepOptions,
      requests: { type: 'string', default: '2000' },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  exitOnSignals();
  const known = [...new Set(loadPlans.map(({ step }) => step))];
  const steps = givenSteps(values.step, known, values.file);
  const requests = wholeNumber('--requests', values.requests, 300);
  const file = values.file && (await readableFile(values.file));
  console.log(headingText(requests));
  const isGreen = await runAllLoads(
    loadPlans.filter(({ step }) => steps.includes(step)),
    { requests, file },
    (load) => console.log(rowText(load)),
  );
  console.log(isGreen ? '\nEvery claim held.' : '\nA claim did not hold.');
  return isGreen ? 0 : 1;
}
