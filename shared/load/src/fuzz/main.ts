import { parseArgs } from 'node:util';
import { wholeNumber } from '@workbook/services';
import { givenSteps, readableFile, stepOptions } from '../command/command.ts';
import { exitOnSignals } from '../step/run-folder.ts';
import { allSteps, fuzzSteps } from './fuzz-steps.ts';
import { fuzzHeadingText, fuzzRowText } from './fuzz-text.ts';

const usage = `npm run check:fuzz [-- [--step NN] [--file FILE] [--requests N] [--seed N]]

Sends each step's process ten thousand generated requests, from the ordinary to the impossible: never
a 500, never a balance that is not as it was answered, never memory without bound. --step may be
repeated; --file puts another accounts.ts in the place of the step's own; --requests says how many
requests each step gets at least, 10000 unless told; --seed which ones, 1 unless told.
Exit codes: 0 every step passed, 1 one failed, 2 it could not be run.`;

/** The command `npm run check:fuzz`. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      ...stepOptions,
      requests: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  exitOnSignals();
  const steps = givenSteps(values.step, await allSteps(), values.file);
  const options = {
    requests: wholeNumber('--requests', values.requests, 1),
    seed: wholeNumber('--seed', values.seed, 0),
    file: values.file && (await readableFile(values.file)),
  };
  console.log(fuzzHeadingText(options));
  const isGreen = await fuzzSteps(steps, options, (result) => console.log(fuzzRowText(result)));
  console.log(isGreen ? '\nEvery step passed.' : '\nA step failed.');
  return isGreen ? 0 : 1;
}
