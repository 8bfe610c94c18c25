import assert from 'node:assert/strict';
import { it } from 'node:test';
import { nearestTo } from '../../src/usage/nearest.ts';

const words = ['overdraft', 'lost-update', 'lost-update-two-instances', 'write-skew'];

it('the nearest words come first: those with what was typed in them, then those like it', () => {
  assert.match(nearestTo('lost-updte', words), /^lost-update, /);
  assert.match(nearestTo('two-instances', words), /^lost-update-two-instances, /);
});

it('of a very long text the beginning is compared', () => {
  const beginning = `lost-updte${'!'.repeat(70)}`;
  assert.equal(nearestTo(beginning + 'overdraft'.repeat(1000), words), nearestTo(beginning, words));
});
