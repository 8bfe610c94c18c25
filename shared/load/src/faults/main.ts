import { parseArgs } from 'node:util';
import { givenSteps, readableFile, stepOptions } from '../command/command.ts';
import { exitOnSignals } from '../step/run-folder.ts';
import { faultRowText, faultsHeadingText } from './faults-text.ts';
import { faultySteps, runAllFaults } from './run-all-faults.ts';

const usage = `npm run check:faults [-- [--step NN] [--file FILE]]

Serves each step that has a database by a real process, and breaks their servers in the middle: PostgreSQL is
restarted, its sessions are terminated, the pool is exhausted; Redis is stopped, frozen, restarted
empty. Each step has to answer 200 or 503 in time (200 alone where only Redis is away), to recover by
itself, and to keep every account as it answered. --step may be repeated; --file puts another
accounts.ts in the place of the step's own.
Exit codes: 0 every step passed, 1 one failed, 2 it could not be run.`;

/** The command `npm run check:faults`. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: stepOptions });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  exitOnSignals();
  const steps = givenSteps(values.step, faultySteps, values.file);
  const file = values.file && (await readableFile(values.file));
  console.log(faultsHeadingText());
  const isGreen = await runAllFaults(steps, { file }, (run) => console.log(faultRowText(run)));
  console.log(isGreen ? '\nEvery step recovered by itself.' : '\nA step failed.');
  return isGreen ? 0 : 1;
}
