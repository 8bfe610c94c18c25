import { writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { placeOutside } from '../place-in-code/stack.ts';
import { exitMark, uncaughtMark } from './job.ts';

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
  process.on('uncaughtExceptionMonitor', (error) => {
    if (process.listenerCount('uncaughtException') === 0) tellUncaught(error);
  });
  return exit;
}

/** Node ends the process behind this. What it writes itself begins with a line of code, which says little. */
function tellUncaught(thrown: unknown): void {
  const { message, stack = '' } = thrown instanceof Error ? thrown : new Error(String(thrown));
  const place = placeOutside(stack, judgesOwn);
  const [said = ''] = message.split('\n');
  writeSync(2, `\n${uncaughtMark} ${said}${place ? ` (${place})` : ''}\n`);
}

function tell(call: string): never {
  const place = placeOutside(new Error().stack ?? '', judgesOwn);
  writeSync(2, `\n${exitMark} ${call}${place ? ` at ${place}` : ''}\n`);
  kill(pid, 'SIGKILL');
  throw new Error(`${call} has ended this process`);
}
