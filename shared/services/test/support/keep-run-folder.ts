/**
 * A program that makes run folders in a parent folder, prints their paths as one line of JSON each,
 * and then does what its last argument says: `return` reaches its end, `hang` never comes round again.
 * Arguments: the parent folder, how many folders, what then.
 */
import { writeSync } from 'node:fs';
import { makeRunFolder, removeLeftovers } from '../../src/index.ts';

const [parent = '', count = '', then = ''] = process.argv.slice(2);
for (let i = 0; i < Number(count); i += 1) {
  await removeLeftovers(parent);
  const { path } = await makeRunFolder(parent, 'data');
  writeSync(1, `${JSON.stringify(path)}\n`);
}
if (then === 'hang') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
