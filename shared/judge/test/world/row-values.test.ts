import assert from 'node:assert/strict';
import { it } from 'node:test';
import { valueIn } from '../../src/world/look/row-values.ts';

const time = (hex: string) => valueIn(Buffer.from(hex, 'hex'), { type: 'timestamptz' });

it('reads a time by its bytes in the page', () => {
  assert.equal(time('00c0bf285bea0200'), '2026-01-02 00:00:00');
  assert.equal(time('8813000000000000'), '2000-01-01 00:00:00.005');
  assert.equal(time('ffffffffffffff7f'), 'infinity');
  assert.equal(time('0000000000000080'), '-infinity');
});

it('shows the bytes of a type that it does not know', () => {
  assert.equal(valueIn(Buffer.from('0102', 'hex'), { type: 'point' }), '\\x0102');
});
