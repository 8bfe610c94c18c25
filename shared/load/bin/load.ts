import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ServiceUnavailable } from '@workbook/services';
import {
  CannotMeasure,
  exitOnSignals,
  headingText,
  loadPlans,
  rowText,
  runAllLoads,
  ServerFailed,
} from '../src/index.ts';

const usage = `npm run load [-- [--step NN] [--file FILE] [--requests N]]

Serves each step by real processes, sends real concurrent HTTP, kills one of them in the middle, and
compares each account with its ledger. --step may be repeated; --file puts another accounts.ts in the
place of the step's own; --requests says how many requests each process gets, 2000 unless told.
Exit codes: 0 every claim held, 1 one did not, 2 something has to be repaired first.`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      step: { type: 'string', multiple: true, default: [] },
      file: { type: 'string' },
      requests: { type: 'string', default: '2000' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const steps = values.step.map((step) => step.replace(/^step-/, '').padStart(2, '0'));
  const known = new Set(loadPlans.map(({ step }) => step));
  const unknown = steps.find((step) => !known.has(step));
  if (unknown)
    throw new CannotMeasure(`there is no step ${unknown}: there are ${[...known].join(', ')}`);
  const requests = Number(values.requests);
  if (!Number.isInteger(requests) || requests < 300)
    throw new CannotMeasure(
      `--requests must be a whole number from 300 on, got ${values.requests}`,
    );
  if (values.file && steps.length !== 1)
    throw new CannotMeasure('--file stands in for one step: say which by --step NN');
  const file = values.file && (await readableFile(values.file));
  console.log(headingText(requests));
  const isGreen = await runAllLoads(
    loadPlans.filter(({ step }) => steps.length === 0 || steps.includes(step)),
    { requests, file },
    (load) => console.log(rowText(load)),
  );
  console.log(isGreen ? '\nEvery claim held.' : '\nA claim did not hold.');
  return isGreen ? 0 : 1;
}

async function readableFile(path: string): Promise<string> {
  // npm runs a package's script in the package's folder; files are named from where npm was called.
  const file = resolve(process.env.INIT_CWD ?? process.cwd(), path);
  await access(file).catch((cause: unknown) => {
    throw new CannotMeasure(`${path} cannot be read: name an accounts.ts`, { cause });
  });
  return file;
}

exitOnSignals();
try {
  process.exitCode = await main();
} catch (error) {
  // What is thrown on purpose says in one sentence what to do; the rest is a defect, and shows its stack.
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const isExpected =
    error instanceof CannotMeasure ||
    error instanceof ServerFailed ||
    error instanceof ServiceUnavailable ||
    code.startsWith('ERR_PARSE_ARGS');
  if (!isExpected) throw error;
  console.error(`load: ${(error as Error).message}`);
  process.exitCode = 2;
}
