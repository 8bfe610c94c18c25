import { parseArgs } from 'node:util';
import { faultRowText, faultsHeadingText } from '../src/faults/faults-text.ts';
import { faultySteps, runAllFaults } from '../src/faults/run-all-faults.ts';
import { exitOnSignals } from '../src/index.ts';
import { exitCodeOf, givenSteps, readableFile, stepOptions } from './command.ts';

const usage = `npm run faults [-- [--step NN] [--file FILE]]

Serves steps 03 to 08 by a real process each, and breaks their servers in the middle: PostgreSQL is
restarted, its sessions are terminated, the pool is exhausted; Redis is stopped, frozen, restarted
empty. Each step has to answer 200 or 503 in time (200 alone where only Redis is away), to recover by
itself, and to keep every account as it answered. --step may be repeated; --file puts another
accounts.ts in the place of the step's own.
Exit codes: 0 all is well, 1 something is not, 2 something has to be repaired first.`;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: stepOptions });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const steps = givenSteps(values.step, faultySteps, values.file);
  const file = values.file && (await readableFile(values.file));
  console.log(faultsHeadingText());
  const isGreen = await runAllFaults(steps, { file }, (run) => console.log(faultRowText(run)));
  console.log(isGreen ? '\nEvery step has recovered by itself.' : '\nA step has not withstood.');
  return isGreen ? 0 : 1;
}

exitOnSignals();
process.exitCode = await exitCodeOf('faults', main);
