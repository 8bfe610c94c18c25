import { parseArgs } from 'node:util';
import { calledFrom, runScript, ScriptError, ServiceUnavailable } from '../../src/index.ts';

/** A script that ends in the way that its first argument names. */
const ends: Readonly<Record<string, (args: string[]) => number>> = {
  'is-red': () => 1,
  'says-where': () => {
    console.log(calledFrom());
    return 0;
  },
  'meets-a-mistake': () => {
    throw new ScriptError('there is no step 99: there are 01, 02');
  },
  'lacks-a-server': () => {
    throw new ServiceUnavailable('Redis is missing: install it');
  },
  parses: (args) => {
    parseArgs({ args, options: { step: { type: 'string' } }, allowPositionals: true });
    return 0;
  },
  'has-no-room': () => {
    throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', path: '/full/page' });
  },
  'may-not-write': () => {
    throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES', path: '/mine' });
  },
  'is-defective': () => {
    throw new TypeError('x is not a function');
  },
};

await runScript('script', async (args) => ends[args[0] ?? '']?.(args) ?? 3);
