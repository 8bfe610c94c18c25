import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startServices } from '@workbook/services';
import pg from 'pg';
import { measureLookUp } from '../../src/bench/growth.ts';

describe('measureLookUp', () => {
  it('finds an owner with the index and without it', async () => {
    await using services = await startServices({ postgres: true });
    const figures = await measureLookUp([1], services);
    assert.deepEqual(
      figures.map(({ of, accounts }) => [of, accounts]),
      [
        ['09', 1],
        ['09 without its index', 1],
      ],
    );
    for (const { p50Ms } of figures) assert.ok(p50Ms > 0);
    const indexesIn = async (database: string) => {
      const url = new URL(services.postgres.url);
      url.pathname = `/${database}`;
      const client = new pg.Client({ connectionString: url.href });
      await client.connect();
      try {
        const { rows } = await client.query(
          "select indexdef from pg_indexes where tablename = 'account' and indexdef like '%(owner)'",
        );
        return rows.length;
      } finally {
        await client.end();
      }
    };
    assert.deepEqual(
      await Promise.all(['cost_owners', 'cost_owners_scanned'].map(indexesIn)),
      [1, 0],
    );
  });
});
