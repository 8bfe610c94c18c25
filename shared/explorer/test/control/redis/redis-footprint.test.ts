import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { footprintOfCommands } from '../../../src/control/redis/redis-footprint.ts';
import { touchesAnything } from '../../../src/model/footprint.ts';

const touched = (script: string, ...keys: readonly string[]) =>
  footprintOfCommands([['EVAL', script, keys.length, ...keys, 'a', 'b']]);

const look = `-- look or lease --
  local value = redis.call('GET', KEYS[1])
  if value then return value end
  if redis.call("SET", KEYS[ 2 ], ARGV[1], 'NX', 'PX', (ARGV[2])) then return 'leased' end
  return {'busy', server.pcall('del', KEYS[1], KEYS[2])}`;

describe('a script', () => {
  it('touches the keys that it is handed, where it names no others', () => {
    const keys = touched(look, 'x', 'y');
    assert.deepEqual(
      keys,
      ['x', 'y'].map((key) => ({ mode: 'write', scope: 'redis', key })),
    );
    assert.deepEqual(touched('return ARGV[1]', 'x'), [{ mode: 'write', scope: 'redis', key: 'x' }]);
  });

  for (const [name, script] of Object.entries({
    'makes a key of an argument': "return redis.call('DECR', 'stock:' .. ARGV[1])",
    'makes a key of another': "return redis.call('GET', KEYS[1] .. ':left')",
    'has a key of its own': "redis.call('SET', KEYS[1], 1) return redis.call('GET', 'left')",
    'deletes a key of its own beside one that it is handed': "redis.call('DEL', KEYS[1], 'left')",
    'calls by another name': "local call = redis.call return call('GET', 'left')",
    'calls by an index': "return redis['call']('GET', 'left')",
    'calls what it is handed': "return redis.call(ARGV[1], 'left')",
    'looks at whatever is there': "return redis.call('KEYS', '*')",
    'changes what it is handed': "KEYS[1] = 'left' return redis.call('GET', KEYS[1])",
    'hands its keys on': "table.insert(KEYS, 'left') return redis.call('GET', KEYS[1])",
    'makes code': 'return loadstring(ARGV[1])()',
    'hides a call in a line that seems to be a comment':
      "local x = '--' return redis.call('GET', x)",
    'has a comment of several lines': "--[[ redis.call('GET', KEYS[1]) ]] return 1",
  }))
    it(`touches anything where it ${name}`, () => {
      assert.equal(touched(script, 'x'), touchesAnything);
    });

  it('touches anything where it is called by its digest', () => {
    assert.equal(footprintOfCommands([['EVALSHA', 'abc', 1, 'x']]), touchesAnything);
  });
});
