import { parseArgs } from 'node:util';
import { allSteps, fuzzSteps } from '../src/fuzz/fuzz-steps.ts';
import { fuzzHeadingText, fuzzRowText } from '../src/fuzz/fuzz-text.ts';
import { exitOnSignals } from '../src/index.ts';
import { exitCodeOf, givenSteps, readableFile, stepOptions, wholeNumber } from './command.ts';

const usage = `npm run fuzz [-- [--step NN] [--file FILE] [--requests N] [--seed N]]

Sends each step's process ten thousand generated requests, from the ordinary to the impossible: never
a 500, never a balance that is not as it was answered, never memory without bound. --step may be
repeated; --file puts another accounts.ts in the place of the step's own; --requests says how many
requests each step gets at least, 10000 unless told; --seed which ones, 1 unless told.
Exit codes: 0 all is well, 1 something is not, 2 something has to be repaired first.`;

async function main(): Promise<number> {
  const { values } = parseArgs({
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
  const steps = givenSteps(values.step, await allSteps(), values.file);
  const options = {
    requests: wholeNumber('--requests', values.requests, 1),
    seed: wholeNumber('--seed', values.seed, 0),
    file: values.file && (await readableFile(values.file)),
  };
  console.log(fuzzHeadingText(options));
  const isGreen = await fuzzSteps(steps, options, (fuzz) => console.log(fuzzRowText(fuzz)));
  console.log(isGreen ? '\nEvery step has withstood.' : '\nA step has not withstood.');
  return isGreen ? 0 : 1;
}

exitOnSignals();
process.exitCode = await exitCodeOf('fuzz', main);
