import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findCycle } from '../../src/run/wait-graph.ts';

/** `A>B B>CD`: session A waits for B, and B for C and D. */
function cycleIn(waits: string): string | undefined {
  const graph = waits.split(' ').map((one) => one.split('>') as [string, string]);
  return findCycle(new Map(graph.map(([name, holders]) => [name, Array.from(holders)])))?.join('');
}

describe('findCycle', () => {
  for (const [waits, expected, what] of [
    ['A>B', undefined, 'one that waits for one at rest'],
    ['A>B B>C', undefined, 'a queue'],
    ['A>C B>C', undefined, 'two that wait for the same one'],
    ['A>B B>A', 'AB', 'two that wait for each other'],
    ['C>A A>B B>C', 'ABC', 'three in a circle, in the order of their names'],
    ['A>B B>C C>B', 'BC', 'one behind a circle, which is not in it'],
    ['A>BD B>A D>E', 'AB', 'one that waits for one in the circle and one outside'],
    ['A>B B>CD C>A D>A', 'ABCD', 'two circles that share some'],
  ] as const) {
    it(`finds ${expected ?? 'no cycle'} in ${waits}: ${what}`, () =>
      assert.equal(cycleIn(waits), expected));
  }
});
