import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { Unavailable } from '@workbook/domain';
import { createAccounts } from '../src/accounts.ts';

it('turns away a request that finds a thousand waiting, as unavailable, and serves the rest', async (t) => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'workbook-crowd-'));
  t.after(() => rm(dataFolder, { recursive: true }));
  const accounts = await createAccounts({
    screen: async () => {},
    postgres: { url: '', poolSize: 1, lockTimeoutMs: 1000 },
    redis: { url: '' },
    dataFolder,
  });
  const { id } = await accounts.open('ann', 0);

  const answers = await Promise.allSettled(
    Array.from({ length: 1_100 }, () => accounts.deposit(id, 1)),
  );

  const refused = answers.filter((answer) => answer.status === 'rejected');
  assert.ok(refused.length > 0);
  for (const { reason } of refused) assert.ok(reason instanceof Unavailable, String(reason));
  assert.equal((await accounts.find(id)).balance, answers.length - refused.length);
});
