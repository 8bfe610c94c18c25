import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatTable } from '../src/table.ts';

describe('a table', () => {
  it('has numbers to the right and texts to the left', () => {
    const rows = [
      ['1', 'tea', '1e3'],
      ['20', null, '-'],
    ];
    assert.equal(
      formatTable({ names: ['id', 'name', 'sum'], rows }),
      'id|name|sum\n--+----+---\n 1|tea |1e3\n20|    |-  \n(2 rows)\n\n',
    );
  });

  it('counts bytes, as PostgreSQL does', () => {
    const rows = [['Grün'], ['Blau.']];
    assert.equal(formatTable({ names: ['a'], rows }), 'a    \n-----\nGrün\nBlau.\n(2 rows)\n\n');
  });

  it('is nothing without columns', () => {
    assert.equal(formatTable({ names: [], rows: [[]] }), '');
  });
});
