import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type RaceSpec, race } from '../src/race.ts';
import { withdraw, withKey } from '../src/requests.ts';

const spec: RaceSpec = {
  anomaly: 'lost update',
  question: 'Do both count?',
  accounts: { ann: 100 },
  instances: 1,
  clients: { A: withdraw('ann', 30) },
};

describe('race', () => {
  it('has an id that commands can use', () => {
    assert.equal(race('Lost update, two instances!', spec).id, 'lost-update-two-instances');
  });

  it('refuses to be without clients', () => {
    assert.throws(() => race('x', { ...spec, clients: {} }), {
      name: 'TypeError',
      message: 'race "x" has no clients',
    });
  });

  it('refuses a key before it that would not have expired', () => {
    const before = [withKey('k', withdraw('ann', 1))];
    assert.throws(() => race('x', { ...spec, before }), {
      name: 'TypeError',
      message:
        'race "x": a key of what was done before has expired when the race begins, say by beforeMs how long ago that was',
    });
    assert.equal(race('x', { ...spec, before, beforeMs: 90_000_000 }).beforeMs, 90_000_000);
  });

  it('lets a client turn from instance to instance only where it is the only one', () => {
    const [A, B] = [withdraw('ann', 30), { ...withdraw('ann', 20), instance: 1 }];
    assert.throws(() => race('x', { ...spec, instances: 2, clients: { A, B } }), {
      name: 'TypeError',
      message:
        'race "x": a request names its instance only where there is one client, give it to a client of that instance',
    });
    assert.equal(race('x', { ...spec, instances: 2, clients: { A: [A, B] } }).id, 'x');
  });

  for (const name of ['a', 'AB', '1', '']) {
    it(`refuses a client called "${name}"`, () => {
      assert.throws(() => race('x', { ...spec, clients: { [name]: withdraw('ann', 1) } }), {
        name: 'TypeError',
        message: `race "x": a client is a single capital letter, got "${name}"`,
      });
    });
  }

  for (const instances of [0, -1, 1.5, Number.NaN]) {
    it(`refuses ${instances} instances`, () => {
      assert.throws(() => race('x', { ...spec, instances }), {
        name: 'TypeError',
        message: `race "x": instances must be a positive whole number, got ${instances}`,
      });
    });
  }
});
