import { type Footprint, touchesAnything, type Use } from '../../model/footprint.ts';
import { usesDeclaredKeys } from './script-keys.ts';

/**
 * What a command, or several in one go, touches.
 *
 * @param isWatched Whether what they do depends on keys that were watched before.
 */
export function footprintOfCommands(
  commands: readonly (readonly unknown[])[],
  isWatched = false,
): Footprint {
  if (isWatched) return touchesAnything;
  const uses: Use[] = [];
  for (const [name, ...args] of commands) {
    const command = String(name).toUpperCase();
    const keys = keysOf(command, args.map(String));
    if (!keys) return touchesAnything;
    const mode = reads.has(command) ? 'read' : 'write';
    uses.push(...keys.map((key): Use => ({ mode, scope: 'redis', key })));
  }
  return uses;
}

const reads = new Set([
  'GET',
  'MGET',
  'EXISTS',
  'TTL',
  'PTTL',
  'HGET',
  'HGETALL',
  'HMGET',
  'STRLEN',
  'TYPE',
]);

const oneKey = new Set([
  'GET',
  'SET',
  'SETEX',
  'PSETEX',
  'SETNX',
  'GETDEL',
  'GETSET',
  'GETEX',
  'TTL',
  'PTTL',
  'EXPIRE',
  'PEXPIRE',
  'PERSIST',
  'INCR',
  'INCRBY',
  'DECR',
  'DECRBY',
  'HGET',
  'HSET',
  'HGETALL',
  'HMGET',
  'HDEL',
  'HINCRBY',
  'STRLEN',
  'TYPE',
]);

/** The keys of a command, or undefined when its arguments do not tell. */
function keysOf(command: string, args: readonly string[]): readonly string[] | undefined {
  if (oneKey.has(command)) return args.slice(0, 1);
  if (manyKeys.has(command)) return args;
  if (command === 'EVAL') {
    const [script = '', count = '', ...rest] = args;
    return usesDeclaredKeys(script, keysOf) ? rest.slice(0, Number(count)) : undefined;
  }
  if (command === 'PING' || command === 'CLIENT') return [];
  return undefined;
}

const manyKeys = new Set(['DEL', 'UNLINK', 'EXISTS', 'MGET']);
