import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Unavailable } from '@workbook/domain';
import { createDatabase, startServices } from '@workbook/services';
import { createAccounts, createSchema } from '../src/accounts.ts';

it('turns away a request that finds a thousand waiting, as unavailable, and serves the rest', async () => {
  await using stack = new AsyncDisposableStack();
  const services = stack.use(await startServices({ postgres: true }));
  const resources = {
    screen: async () => {},
    postgres: {
      url: await createDatabase(services.postgres.url, 'crowd'),
      poolSize: 4,
      lockTimeoutMs: 1000,
    },
    redis: { url: '' },
    dataFolder: '',
  };
  await createSchema(resources);
  const accounts = stack.use(await createAccounts(resources));
  const { id } = await accounts.open('ann', 0);

  const answers = await Promise.allSettled(
    Array.from({ length: 1_100 }, () => accounts.deposit(id, 1)),
  );

  const refused = answers.filter((answer) => answer.status === 'rejected');
  assert.ok(refused.length > 0);
  for (const { reason } of refused) assert.ok(reason instanceof Unavailable, String(reason));
  assert.equal((await accounts.find(id)).balance, answers.length - refused.length);
});
