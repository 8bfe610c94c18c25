import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  conflict,
  type Footprint,
  type Mode,
  memoryOf,
  touchesAnything,
  union,
  whenAnswered,
} from '../../src/model/footprint.ts';

const modes: readonly Mode[] = ['read', 'write', 'publish', 'lock', 'ask', 'hold', 'release'];
const use = fc.record(
  {
    mode: fc.constantFrom(...modes),
    scope: fc.constantFrom('a', 'b'),
    key: fc.constantFrom('1', '2'),
  },
  { requiredKeys: ['mode', 'scope'] },
);
const footprint: fc.Arbitrary<Footprint> = fc.oneof(
  { weight: 9, arbitrary: fc.array(use, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constant('everything' as const) },
);

describe('a conflict', () => {
  it('is mutual', () => {
    fc.assert(
      fc.property(footprint, footprint, (a, b) => assert.equal(conflict(a, b), conflict(b, a))),
    );
  });

  it('does not go away when more is touched', () => {
    fc.assert(
      fc.property(footprint, footprint, footprint, (a, b, more) => {
        if (conflict(a, b)) assert.ok(conflict(union(a, more), b));
      }),
    );
  });

  it('is there between these modes, and between no others', () => {
    const pairs = modes.flatMap((one) =>
      modes
        .filter(
          (other) =>
            one <= other && conflict([{ mode: one, scope: 'a' }], [{ mode: other, scope: 'a' }]),
        )
        .map((other) => `${one} ${other}`),
    );
    assert.deepEqual(pairs.sort(), [
      'ask hold',
      'ask lock',
      'ask publish',
      'ask release',
      'ask write',
      'hold lock',
      'hold write',
      'lock lock',
      'lock publish',
      'lock release',
      'lock write',
      'publish read',
      'publish write',
      'read write',
      'release write',
      'write write',
    ]);
  });

  it('is none with what an INSERT locks that has found its row there, for another such INSERT', () => {
    const insert: Footprint = [
      { mode: 'lock', scope: 'row', ifThere: 'read' },
      { mode: 'lock', scope: 'key', ifThere: 'ask' },
      { mode: 'release', scope: 'other', onFailure: true },
    ];
    const found = whenAnswered(insert, { rowCount: 0 });
    assert.equal(conflict(found, found), false);
    assert.equal(conflict(found, [{ mode: 'publish', scope: 'row' }]), true);
    assert.equal(conflict(found, [{ mode: 'lock', scope: 'other' }]), false);
    for (const mode of ['write', 'publish', 'lock', 'hold', 'release'] as const)
      assert.equal(conflict(found, [{ mode, scope: 'key' }]), true);
    for (const answer of [{ rowCount: 1 }, {}, { error: new Error('unknown'), rowCount: 0 }])
      assert.equal(conflict(whenAnswered(insert, answer), insert), true);
  });

  it('needs a scope and a key in common; no key is all keys', () => {
    const write = (scope: string, key?: string): Footprint => [
      { mode: 'write', scope, ...(key === undefined ? {} : { key }) },
    ];
    assert.equal(conflict(write('a', '1'), write('a', '1')), true);
    assert.equal(conflict(write('a', '1'), write('a', '2')), false);
    assert.equal(conflict(write('a', '1'), write('a')), true);
    assert.equal(conflict(write('a'), write('b')), false);
  });

  it('is there with everything, even for what touches nothing', () => {
    assert.equal(conflict('everything', []), true);
    assert.equal(conflict('everything', [memoryOf(1)]), true);
  });

  it('lets what is not understood conflict with all that touches something outside', () => {
    assert.equal(conflict(touchesAnything, [{ mode: 'read', scope: 'stock', key: '1' }]), true);
    assert.equal(conflict(touchesAnything, touchesAnything), true);
    assert.equal(conflict(touchesAnything, []), false);
    assert.equal(conflict(touchesAnything, [memoryOf(1)]), false);
  });
});
