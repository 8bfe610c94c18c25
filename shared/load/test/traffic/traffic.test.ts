import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changesIn } from '../../src/load/verdict.ts';
import { outcomeOf, Traffic } from '../../src/traffic/traffic.ts';

const pairs = Array.from({ length: 20 }, (_, i) => ({ payer: 2 * i + 1, payee: 2 * i + 2 }));

function trafficOf(total: number): Traffic {
  const traffic = new Traffic(
    total,
    (round) => pairs[round % pairs.length] ?? { payer: 0, payee: 0 },
  );
  while (traffic.next(0));
  return traffic;
}

describe('Traffic', () => {
  it('hands out this many requests and no more, a third of each kind', () => {
    const { calls } = trafficOf(600);
    assert.equal(calls.length, 600);
    for (const kind of ['withdrawal', 'deposit', 'transfer'])
      assert.equal(calls.filter(({ entry }) => entry.kind === kind).length, 200, kind);
  });

  it('deposits to, and withdraws from, both accounts of every pair', () => {
    const { calls } = trafficOf(600);
    for (const { payer, payee } of pairs)
      for (const id of [payer, payee])
        for (const kind of ['deposits', 'withdrawals'])
          assert.ok(
            calls.some(({ path }) => path === `/accounts/${id}/${kind}`),
            `${kind} ${id}`,
          );
  });

  it('transfers in one direction only', () => {
    const bodies = trafficOf(600).calls.flatMap(({ path, body }) =>
      path === '/transfers' ? [body as { from: number; to: number }] : [],
    );
    assert.ok(bodies.length > 0 && bodies.every(({ from, to }) => from < to));
  });
});

describe('outcomeOf', () => {
  it('tells a refusal from a defect', () => {
    for (const status of [200, 201]) assert.equal(outcomeOf(status), 'done', `${status}`);
    for (const status of [409, 412, 503]) assert.equal(outcomeOf(status), 'refused', `${status}`);
    for (const status of [500, 502, 404, 400])
      assert.equal(outcomeOf(status), 'failed', `${status}`);
  });
});

describe('changesIn', () => {
  it('reads the changes off the digits of what is missing', () => {
    assert.equal(changesIn(0), 0);
    assert.equal(changesIn(-3_000), 3);
    assert.equal(changesIn(2), 2);
    assert.equal(changesIn(1_000_000 - 2_000 + 5), 8);
    assert.equal(changesIn(-7_000_000 + 4), 11);
  });
});
