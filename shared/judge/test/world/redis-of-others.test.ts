import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startBreakable, startServices } from '@workbook/services';
import { createClient } from 'redis';
import { JobFailed, JudgePool } from '../../src/index.ts';

const fileOf = (name: string) => join(import.meta.dirname, `../fixtures/${name}.ts`);

describe('a judge on a Redis that others use too', () => {
  const stack = new AsyncDisposableStack();
  const known = process.env.REDIS_URL;
  let pool: JudgePool;
  let others: ReturnType<typeof createClient>;

  before(async () => {
    const { url } = stack.use(await startBreakable('redis')).info;
    process.env.REDIS_URL = url;
    process.env.OTHERS_REDIS_URL = url;
    others = createClient({ url });
    await others.connect();
    stack.defer(() => others.destroy());
    pool = stack.use(new JudgePool(stack.use(await startServices({ redis: true })), { size: 1 }));
  });
  after(async () => {
    await stack.disposeAsync();
    delete process.env.OTHERS_REDIS_URL;
    if (known === undefined) delete process.env.REDIS_URL;
    else process.env.REDIS_URL = known;
  });

  const judge = (name: string) =>
    pool.judge({ race: 'lost-update', step: '08', file: fileOf(name), options: {} });

  it('finds the race in code that has it', async () => {
    const { exploration } = await judge('in-redis');
    assert.equal(exploration.verdict, 'possible');
  });

  it('does not call it a race that something is not let through', async () => {
    await assert.rejects(judge('in-redis-publishing'), (error) => {
      assert.ok(error instanceof JobFailed);
      assert.equal(error.kind, 'set-up-failed');
      assert.match(
        error.message,
        /^the Redis that REDIS_URL names is not this run's alone, so PUBLISH is not let through: unset REDIS_URL/,
      );
      return true;
    });
    const { exploration } = await judge('in-redis');
    assert.equal(exploration.verdict, 'possible', 'what follows is judged as before');
  });

  it('does not call it a race that others write to its databases, and leaves their keys alone', async () => {
    await assert.rejects(judge('in-redis-beside-others'), (error) => {
      assert.ok(error instanceof JobFailed);
      assert.equal(error.kind, 'set-up-failed');
      assert.match(
        error.message,
        /^database \d+ of the Redis that REDIS_URL names holds the key "precious"/,
      );
      return true;
    });
    for (let number = 0; number < 16; number += 1) {
      await others.select(number);
      assert.equal(await others.get('precious'), '1');
    }
  });
});
