import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { conflict, type Footprint } from '../../src/model/footprint.ts';
import { type OrderedTurn, PartialOrder } from '../../src/search/partial-order.ts';

const footprint: fc.Arbitrary<Footprint> = fc.array(
  fc.record({
    mode: fc.constantFrom('read' as const, 'write' as const),
    scope: fc.constantFrom('x', 'y', 'z'),
  }),
  { maxLength: 1 },
);

/** Up to seven turns of up to three clients, each brought about by an earlier one or by none. */
const turns: fc.Arbitrary<OrderedTurn[]> = fc
  .array(fc.record({ client: fc.constantFrom('A', 'B', 'C'), footprint, cause: fc.nat(6) }), {
    minLength: 1,
    maxLength: 7,
  })
  .map((drawn) =>
    drawn.map(({ client, footprint, cause }, i) => ({
      client,
      footprint,
      parkedAt: cause < i ? cause : -1,
      label: `${client}${i}`,
    })),
  );

/** Every order of the turns that keeps apart what must be kept apart, one by one. */
function allOrders(turns: readonly OrderedTurn[]): number[][] {
  const before = (i: number, j: number): boolean => {
    const [one, other] = [turns[i] as OrderedTurn, turns[j] as OrderedTurn];
    return (
      i < j &&
      (one.client === other.client ||
        other.parkedAt === i ||
        conflict(one.footprint, other.footprint))
    );
  };
  const extend = (order: readonly number[]): number[][] => {
    const left = turns.map((_, i) => i).filter((i) => !order.includes(i));
    if (left.length === 0) return [[...order]];
    return left
      .filter((i) => !left.some((j) => before(j, i)))
      .flatMap((i) => extend([...order, i]));
  };
  return extend([]);
}

const changes = (turns: readonly OrderedTurn[], order: readonly number[]): number =>
  order.filter((i, at) => at > 0 && turns[i]?.client !== turns[order[at - 1] as number]?.client)
    .length;

describe('a partial order', () => {
  it('counts the orders that brute force counts', () => {
    fc.assert(
      fc.property(turns, (drawn) => {
        assert.equal(new PartialOrder(drawn).count(new Map()), allOrders(drawn).length);
      }),
    );
  });

  it('knows one of the orders that change the client least', () => {
    fc.assert(
      fc.property(turns, (drawn) => {
        const orders = allOrders(drawn);
        const easiest = new PartialOrder(drawn).easiest();
        assert.ok(orders.some((order) => order.join() === easiest.join()));
        const fewest = Math.min(...orders.map((order) => changes(drawn, order)));
        assert.equal(changes(drawn, easiest), fewest);
      }),
    );
  });

  /** A locks; B can go on only after A's second turn. */
  const run = (length: number): OrderedTurn[] => [
    { client: 'A', footprint: [], parkedAt: -1, label: 'A locks' },
    { client: 'A', footprint: 'everything', parkedAt: -1, label: 'A commits' },
    ...Array.from({ length }, (_, i) => ({
      client: 'B',
      footprint: [],
      parkedAt: i === 0 ? 1 : -1,
      label: `B${i}`,
    })),
  ];

  it('counts what cannot happen: here, B before A has given the lock back', () => {
    const impossible = new Map<string, number>();
    assert.equal(new PartialOrder(run(2)).count(impossible), 1);
    // 4!/(2! 2!) = 6 orders in all.
    assert.equal(sum(impossible), 5);
  });

  it('counts what cannot happen once, by the longest run, whichever came first', () => {
    const counted = [
      [2, 3],
      [3, 2],
    ].map((lengths) => {
      const impossible = new Map<string, number>();
      for (const length of lengths) new PartialOrder(run(length)).count(impossible);
      return sum(impossible);
    });
    assert.deepEqual(counted, [9, 9]);
  });
});

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
