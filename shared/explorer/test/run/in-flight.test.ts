import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LeftToChance } from '../../src/model/errors.ts';
import type { Footprint } from '../../src/model/footprint.ts';
import { InFlight } from '../../src/run/in-flight.ts';
import { operation } from '../support/parts.ts';

/** Operations of these clients, sent in this order, one in each turn. */
function sentBy(...clients: string[]) {
  const inFlight = new InFlight();
  const sent = clients.map((client, launchedAt) =>
    inFlight.add({ operation: operation(client), client, instance: launchedAt, launchedAt }),
  );
  return { inFlight, sent };
}

describe('operations in flight', () => {
  it('are found by their client and by their turn, until they are removed', () => {
    const { inFlight, sent } = sentBy('B', 'A');
    const [b, a] = sent as [(typeof sent)[0], (typeof sent)[0]];
    assert.deepEqual([inFlight.of('A'), inFlight.launchedAt(0)], [a, b]);
    inFlight.remove(b);
    assert.deepEqual([inFlight.of('B'), inFlight.has(b), [...inFlight]], [undefined, false, [a]]);
  });

  it('keep what they touched when they were sent', () => {
    const inFlight = new InFlight();
    let scope = 'stock';
    const changing = operation('update', { footprint: () => [{ mode: 'lock', scope }] });
    const sent = inFlight.add({ operation: changing, client: 'A', instance: 0, launchedAt: 0 });
    scope = 'other';
    assert.deepEqual(sent.footprint, [{ mode: 'lock', scope: 'stock' }]);
  });

  for (const [replied, turn, expected] of [
    ['', 0, undefined],
    ['C', 0, 'C'],
    ['CB', 0, 'C'],
    ['CB', 3, 'B'],
    ['CAB', 3, 'A'],
    ['CAB', 1, 'B'],
    ['CA', 1, 'A'],
  ] as const) {
    it(`deliver the reply of ${expected ?? 'none'} first when [${replied}] replied in turn ${turn}`, () => {
      const { inFlight, sent } = sentBy('C', 'B', 'A');
      for (const one of sent) if (replied.includes(one.client)) inFlight.replied(one, {});
      assert.equal(inFlight.nextReplied(turn)?.client, expected);
    });
  }

  it('forget which client waits for which when locks may have changed hands, but not which stood behind', () => {
    const { inFlight, sent } = sentBy('B', 'C');
    for (const one of sent) Object.assign(one, { waitsFor: ['A'], stoodBehind: ['A'] });
    assert.deepEqual([inFlight.isWaitedFor('A'), inFlight.isWaitedFor('B')], [true, false]);
    inFlight.forgetWaits();
    assert.equal(inFlight.isWaitedFor('A'), false);
    assert.deepEqual(sent[0]?.stoodBehind, ['A']);
  });

  it('are lost with the instance that sent them', () => {
    const { inFlight, sent } = sentBy('A', 'B');
    for (const one of sent) one.waitsFor = ['C'];
    inFlight.drop(0);
    assert.deepEqual(
      [...inFlight].map(({ client, waitsFor }) => [client, waitsFor]),
      [['B', undefined]],
    );
  });
});

describe('a lock that is given to one of several waiters', () => {
  /** B waits for A, and C for A and B: the reply of `first` comes before that of the others. */
  const checkAfter = (first: 'B' | 'C', error?: { message: string }) => {
    const { inFlight, sent } = sentBy('B', 'C');
    const [b, c] = sent;
    Object.assign(b as object, { stoodBehind: ['A'] });
    Object.assign(c as object, { stoodBehind: ['A', 'B'] });
    const one = sent.find(({ client }) => client === first);
    assert.ok(one);
    inFlight.replied(one, { ...(error && { error }) });
    inFlight.checkForChance();
  };

  it('is in turn when it goes to the one that had queued first', () => {
    assert.doesNotThrow(() => checkAfter('B'));
  });

  it('is left to chance when it goes to one that had queued later', () => {
    assert.throws(() => checkAfter('C'), LeftToChance);
  });

  it('is not given to one whose statement fails', () => {
    assert.doesNotThrow(() => checkAfter('C', { message: 'lock timeout' }));
  });
});

describe('rows that are given back at once, to two who wait for them', () => {
  const row = (id: string): Footprint => [{ mode: 'lock', scope: 'stock', rows: { id } }];
  const all: Footprint = [{ mode: 'lock', scope: 'stock' }];

  /** Both have waited for A; C is answered, and then it is looked how it stands with B. */
  const check = (
    {
      order = 'BC',
      ofB = row('2'),
      ofC = all,
    }: { order?: string; ofB?: Footprint; ofC?: Footprint },
    then: 'is answered' | 'waits for C' | 'waits for D',
  ) => {
    const inFlight = new InFlight();
    const [b, c] = ['B', 'C'].map((client) => {
      const footprint = () => (client === 'B' ? ofB : ofC);
      const launchedAt = order.indexOf(client);
      const sending = operation(client, { footprint });
      return Object.assign(
        inFlight.add({ operation: sending, client, instance: launchedAt, launchedAt }),
        { stoodBehind: ['A'] },
      );
    });
    assert.ok(b && c);
    inFlight.replied(c, {});
    if (then === 'is answered') inFlight.replied(b, {});
    else b.stoodBehind = [then.at(-1) ?? ''];
    inFlight.checkForChance();
  };

  it('is left to chance where the one that had queued later has them first', () => {
    assert.throws(() => check({}, 'is answered'), LeftToChance);
    assert.throws(() => check({}, 'waits for C'), LeftToChance);
  });

  it('is in turn where that one waits for another client, has queued later, or wants other rows', () => {
    assert.doesNotThrow(() => check({}, 'waits for D'));
    assert.doesNotThrow(() => check({ order: 'CB' }, 'is answered'));
    assert.doesNotThrow(() => check({ ofC: row('1') }, 'is answered'));
  });
});
