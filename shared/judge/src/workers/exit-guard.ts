import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { placeOutside } from '../place-in-code/stack.ts';
import { exitMark } from './job.ts';

const judgesOwn = join(import.meta.dirname, '..');
const kill = process.kill.bind(process);

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
    if (id === process.pid && signal !== 0) tell('process.kill(process.pid)');
    return kill(id, signal);
  };
  return exit;
}

function tell(call: string): never {
  const place = placeOutside(new Error().stack ?? '', judgesOwn);
  writeSync(2, `\n${exitMark} ${call}${place ? ` at ${place}` : ''}\n`);
  kill(process.pid, 'SIGKILL');
  throw new Error(`${call} has ended this process`);
}
