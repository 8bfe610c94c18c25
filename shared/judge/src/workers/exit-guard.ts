import { writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { placeOutside } from '../place-in-code/stack.ts';
import { exitMark } from './job.ts';

const explorer = fileURLToPath(import.meta.resolve('@workbook/explorer'));
const judgesOwn = [join(import.meta.dirname, '..'), dirname(explorer)];
const kill = process.kill.bind(process);
// Code under test is told another one.
const { pid } = process;

/**
 * Lets this process say that the code under test has ended it, and where: else it would be gone
 * without a word. Returns the real `process.exit`, for the judge itself. Call it before any code
 * under test is loaded.
 */
export function guardExit(): () => never {
  const exit = process.exit.bind(process);
  process.exit = (code) => tell(`process.exit(${code ?? ''})`);
  process.abort = () => tell('process.abort()');
  process.kill = (id, signal) => {
    if (id === pid && signal !== 0) tell('process.kill(process.pid)');
    return kill(id, signal);
  };
  return exit;
}

function tell(call: string): never {
  const place = placeOutside(new Error().stack ?? '', judgesOwn);
  writeSync(2, `\n${exitMark} ${call}${place ? ` at ${place}` : ''}\n`);
  kill(pid, 'SIGKILL');
  throw new Error(`${call} has ended this process`);
}
