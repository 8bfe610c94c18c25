import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startServices } from '../src/index.ts';
import { type Client, connected, contentsOf, foreignRedis, send } from './support/foreign-redis.ts';
import { hold } from './support/holder.ts';
import { until } from './support/processes.ts';

const foreign = foreignRedis();

/** Does in many databases what the workbook does, and more. */
async function useAll(gate: Client, databases: readonly number[]): Promise<void> {
  for (const number of databases) {
    await gate.select(number);
    await gate.set('account:1', String(number));
    await gate.hSet('hash', { field: 'value' });
    await gate.eval("redis.call('SET', KEYS[1], ARGV[1]) redis.call('SET', 'unnamed', 1)", {
      keys: ['lease:1'],
      arguments: ['x'],
    });
    await gate.copy('account:1', 'copied', { DB: databases[0] ?? 0, REPLACE: true });
  }
}

/** The numbers of the databases in which a run has left its marker. */
function claimedIn(contents: readonly Record<string, string>[]): number[] {
  return contents.flatMap((content, number) => (content['workbook:claim'] ? number : []));
}

async function writeEverywhere(client: Client, key: string): Promise<void> {
  for (let number = 0; number < 16; number += 1) {
    await client.select(number);
    await client.set(key, `others' ${number}`);
  }
}

describe('a run on a Redis that other clients use too', () => {
  it('leaves all that it found there as it was, and nothing behind', async () => {
    const { client } = foreign();
    for (const number of [0, 1, 9, 15]) {
      await client.select(number);
      await client.set('account:1', `precious ${number}`);
      await client.zAdd('scores', { score: number, value: 'ann' });
      await client.set(Buffer.from([0, 255, 13, 10]), 'binary');
    }
    const found = await contentsOf(client);
    {
      await using services = await startServices({ redis: true });
      const gate = await connected(services.redis.url);
      await useAll(gate, [0, 1, 7, 9, 15]);
      assert.deepEqual(claimedIn(await contentsOf(client)), [10, 11, 12, 13, 14]);
      assert.equal(await gate.flushDb(), 'OK');
      assert.equal(await gate.get('account:1'), null);
      await gate.select(0);
      assert.equal(await gate.get('account:1'), '0', 'FLUSHDB empties one database');
      assert.equal(await gate.flushAll(), 'OK');
      assert.equal(await gate.get('account:1'), null);
      await useAll(gate, [0, 1, 7, 9, 15]);
      gate.destroy();
    }
    assert.deepEqual(await contentsOf(client), found);
  });

  it('tells of other clients that begin to write in the middle, and leaves their keys alone', async () => {
    const { client } = foreign();
    {
      await using services = await startServices({ redis: true });
      const gate = await connected(services.redis.url);
      await useAll(gate, [0, 7]);
      await writeEverywhere(client, 'precious');
      const complaint =
        /WORKBOOK database 15 of the Redis that REDIS_URL names holds the key "precious", which is not from the workbook/;
      await gate.select(0);
      await assert.rejects(gate.flushDb(), complaint);
      await assert.rejects(gate.flushAll(), complaint);
      await assert.rejects(gate.set('precious', 'mine'), complaint);
      await assert.rejects(gate.del('precious'), complaint);
      await assert.rejects(gate.rename('precious', 'mine'), complaint);
      await assert.rejects(gate.copy('hash', 'precious', { DB: 7, REPLACE: true }), /database 14 /);
      const script = "return redis.call('SET', 'precious', 'mine')";
      await assert.rejects(gate.eval(script), /holds the key "precious"/);
      await assert.rejects(
        gate.eval("redis.pcall('DEL', KEYS[1]) return redis.call('DEL', KEYS[1])", {
          keys: ['precious'],
        }),
      );
      await assert.rejects(gate.select(3), /has no empty database left for this run/);
      gate.destroy();
    }
    const expected = Array.from({ length: 16 }, () => ['precious']);
    const left = await contentsOf(client);
    assert.deepEqual(
      left.map((content) => Object.keys(content)),
      expected,
    );
    for (let number = 0; number < 16; number += 1) {
      await client.select(number);
      assert.equal(await client.get('precious'), `others' ${number}`);
    }
  });

  it('works in different databases from a second run, which does not disturb it', async () => {
    const { client } = foreign();
    await using first = await startServices({ redis: true });
    const gate = await connected(first.redis.url);
    await useAll(gate, [0, 1]);
    const before = await contentsOf(client);
    {
      await using second = await startServices({ redis: true });
      const other = await connected(second.redis.url);
      await useAll(other, [0, 1, 2]);
      assert.equal(claimedIn(await contentsOf(client)).length, 5);
      await other.flushAll();
      other.destroy();
    }
    assert.deepEqual(await contentsOf(client), before);
    gate.destroy();
  });

  it('never takes the number in the url for its own', async () => {
    const { client, server } = foreign();
    await client.select(4);
    await client.set('precious', '1');
    process.env.REDIS_URL = server.info.url.replace(/\/0$/, '/4');
    try {
      await using services = await startServices({ redis: true });
      const gate = await connected(services.redis.url);
      assert.equal(await gate.get('precious'), null);
      await gate.flushAll();
      gate.destroy();
    } finally {
      process.env.REDIS_URL = server.info.url;
    }
    assert.equal(await client.get('precious'), '1');
  });

  it('avoids a database that another client has selected but not yet written to', async () => {
    const { client } = foreign();
    await client.select(15);
    await using services = await startServices({ redis: true });
    assert.deepEqual(claimedIn(await contentsOf(client)), [14]);
    assert.match(services.redis.url, /^redis:\/\/:[0-9a-f]{48}@127\.0\.0\.1:\d+\/0$/);
  });

  it('says so when the server was emptied in the middle, and writes nothing more', async () => {
    const { client } = foreign();
    await using services = await startServices({ redis: true });
    const gate = await connected(services.redis.url);
    await gate.set('account:1', '1');
    await client.flushAll();
    await assert.rejects(gate.flushDb(), /database 15 .* is not claimed by this run any more/);
    await assert.rejects(gate.set('account:2', '1'), /is not claimed by this run any more/);
    const script = "return redis.call('SET', KEYS[1], 1)";
    await assert.rejects(gate.eval(script, { keys: ['account:3'] }), /is not claimed by this run/);
    assert.deepEqual(claimedIn(await contentsOf(client)), []);
    gate.destroy();
  });
});

describe('a run that was killed with kill -9', () => {
  it('is cleaned up after by the next one; a run that is alive keeps its keys, and so do other clients', async () => {
    const { client } = foreign();
    await client.select(2);
    await client.set('precious', '1');
    await using alive = await startServices({ redis: true });
    const living = await connected(alive.redis.url);
    await useAll(living, [0, 7]);
    const before = await contentsOf(client);
    await using holder = await hold('redis', 'hold');
    const gate = await connected(holder.urls[0] ?? '');
    await useAll(gate, [0, 7, 14]);
    const [used = 0] = claimedIn(await contentsOf(client)).filter(
      (n) => !before[n]?.['workbook:claim'],
    );
    gate.destroy();
    process.kill(holder.pid, 'SIGKILL');
    await holder.exited;
    await until('the server knows', async () => {
      const list = (await send(client, 'CLIENT', 'LIST')) as string;
      return list.match(/ name=workbook:/g)?.length === 1;
    });
    assert.equal(claimedIn(await contentsOf(client)).length, 5, 'its leftovers are there');
    await client.select(used);
    await client.set('moved in', '2');
    {
      await using next = await startServices({ redis: true });
      const visitor = await connected(next.redis.url);
      await useAll(visitor, [0]);
      visitor.destroy();
    }
    const left = await contentsOf(client);
    assert.deepEqual(Object.keys(left[used] ?? {}), ['moved in']);
    left[used] = {};
    assert.deepEqual(left, before);
    living.destroy();
  });
});
