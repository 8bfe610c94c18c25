/**
 * A program that starts the servers named in its arguments, prints their urls as one line of JSON
 * and then does what its last argument says: `hold` waits to be killed, `exit` leaves at once by
 * process.exit(), `survive` waits too and answers each SIGINT with a line, `return` just reaches its
 * end. It never disposes.
 */
import { startServices } from '../../src/index.ts';

const wanted = process.argv.slice(2);
const last = wanted.at(-1);
// Before the urls are printed: the process that reads them may send the signal at once.
if (last === 'survive') process.on('SIGINT', () => console.log('survived'));
// Reading from a pipe that no process writes to keeps the program alive.
if (last === 'hold' || last === 'survive') process.stdin.resume();

const services = await startServices({
  postgres: wanted.includes('postgres'),
  redis: wanted.includes('redis'),
});
const urls = [services.postgres?.url, services.redis?.url].filter((url) => url !== undefined);
process.stdout.write(`${JSON.stringify(urls)}\n`, () => {
  if (last === 'exit') process.exit();
});
