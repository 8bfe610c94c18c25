import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import {
  controlRedis,
  type Exploration,
  type ExploreOptions,
  explore,
  type JudgedRun,
  type PrepareOptions,
  parseSchedule,
  type RunRecord,
  replay,
} from '../../../src/index.ts';
import { testRedis } from '../../support/redis.ts';

/** What the tests ask of a driver. */
interface Store extends AsyncDisposable {
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<unknown>;
  incr(key: string): Promise<unknown>;
  /** Two increments as one MULTI. */
  incrTwice(key: string): Promise<unknown>;
  /** A set and a get in one go. */
  pipeline(key: string, value: string): Promise<unknown>;
  script(key: string): Promise<unknown>;
  /** Increments a key unless another one changes meanwhile. */
  incrUnlessChanged(key: string, watched: string): Promise<unknown>;
}

const lua = "return redis.call('INCR', KEYS[1])";

function overIoredis(url: string): Store {
  const client = new Redis(url, { enableAutoPipelining: true, retryStrategy: () => null });
  client.on('error', () => {});
  client.defineCommand('bump', { numberOfKeys: 1, lua });
  const scripts = client as unknown as { bump(key: string): Promise<unknown> };
  return {
    get: (key) => client.get(key),
    set: (key, value) => client.set(key, value),
    incr: (key) => client.incr(key),
    incrTwice: (key) => client.multi().incr(key).incr(key).exec(),
    pipeline: (key, value) => client.pipeline().set(key, value).get(key).exec(),
    script: (key) => scripts.bump(key),
    async incrUnlessChanged(key, watched) {
      await client.watch(watched);
      return client.multi().incr(key).exec();
    },
    async [Symbol.asyncDispose]() {
      client.disconnect();
    },
  };
}

async function overRedis(url: string): Promise<Store> {
  const client = await createClient({ url })
    .on('error', () => {})
    .connect();
  return {
    get: (key) => client.get(key),
    set: (key, value) => client.set(key, value),
    incr: (key) => client.incr(key),
    incrTwice: (key) => client.multi().incr(key).incr(key).exec(),
    pipeline: (key, value) => client.multi().set(key, value).get(key).execAsPipeline(),
    script: (key) => client.eval(lua, { keys: [key] }),
    async incrUnlessChanged(key, watched) {
      await client.watch(watched);
      return client
        .multi()
        .incr(key)
        .exec()
        .catch(() => null);
    },
    async [Symbol.asyncDispose]() {
      if (client.isOpen) client.destroy();
    },
  };
}

const drivers: Readonly<Record<string, (url: string) => Store | Promise<Store>>> = {
  redis: overRedis,
  ioredis: overIoredis,
};

for (const [name, open] of Object.entries(drivers))
  describe(`${name} under control`, () => {
    let url = '';
    let looking: Store;
    before(async () => {
      url = await testRedis();
      controlRedis();
      controlRedis(Redis);
      looking = await open(url);
    });
    after(() => looking[Symbol.asyncDispose]());

    /** Two instances, each with a connection of its own, that do `work`; the outcome is what is left. */
    const scenarioOf = (
      work: (store: Store, client: string) => Promise<unknown>,
      violation: (left: string | null, run: RunRecord) => boolean = () => false,
    ) => {
      let stores: Store[] = [];
      return {
        async prepare(options: PrepareOptions) {
          await looking.set('counter', '0');
          if (options.fresh || stores.length === 0) {
            for (const store of stores) await store[Symbol.asyncDispose]();
            stores = await Promise.all([0, 1].map((one) => options.as(one, async () => open(url))));
          }
          return {
            clients: ['A', 'B'].map((client, instance) => ({
              name: client,
              instance,
              label: 'begins',
              run: () => work(stores[instance] as Store, client),
            })),
            async judge(run: RunRecord) {
              const left = await looking.get('counter');
              const wrong = violation(left, run);
              return { outcome: `${left}`, ...(wrong && { violation: `it is ${left}` }) };
            },
          };
        },
        async [Symbol.asyncDispose]() {
          for (const store of stores) await store[Symbol.asyncDispose]();
        },
      };
    };
    const explored = async (
      work: (store: Store, client: string) => Promise<unknown>,
      options: ExploreOptions = {},
    ): Promise<Exploration> => {
      await using scenario = scenarioOf(work, (left) => left !== '2');
      return await explore(scenario, { redisUrl: url, ...options });
    };
    const replayed = async (
      work: (store: Store) => Promise<unknown>,
      schedule: string,
    ): Promise<JudgedRun> => {
      await using scenario = scenarioOf(work);
      return await replay(scenario, parseSchedule(schedule), { redisUrl: url });
    };
    const lossy = async (store: Store) => {
      const counter = Number(await store.get('counter'));
      await store.set('counter', `${counter + 1}`);
    };

    it('loses an update, and says how', async () => {
      const { verdict, first, failing, possible } = await explored(lossy);
      assert.deepEqual([verdict, failing, possible], ['possible', 12, 20]);
      assert.deepEqual(
        first?.turns.map(({ client, text }) => `${client} ${text}`),
        [
          'A begins',
          'A GET counter',
          'B begins',
          'B GET counter',
          'B SET counter 1',
          'A SET counter 1',
        ],
      );
    });

    it('does not where the server does it at once', async () => {
      const { verdict } = await explored((store) => store.incr('counter'));
      assert.equal(verdict, 'prevented');
    });

    it('sends a MULTI as one operation', async () => {
      const { verdict, outcomes } = await explored(async (store, client) => {
        if (client === 'A') await store.incrTwice('counter');
        else assert.ok(['0', '2'].includes(String(await store.get('counter'))));
      });
      assert.deepEqual([verdict, outcomes], ['prevented', ['2']]);
      const { turns } = await replayed((store) => store.incrTwice('counter'), 'AA');
      assert.equal(turns[1]?.text, 'MULTI INCR counter; INCR counter EXEC');
    });

    it('sends a pipeline as one operation', async () => {
      const { turns } = await replayed((store) => store.pipeline('counter', '7'), 'AA');
      assert.equal(turns[1]?.text, 'SET counter 7; GET counter');
    });

    it('has a caveat of a pipeline beside another client, and none of a MULTI', async () => {
      const { caveats } = await explored((store) => store.pipeline('counter', '2'));
      assert.deepEqual(caveats, [
        'another client between the commands of a pipeline, which were sent together and done in one turn: SET counter 2; GET counter',
      ]);
      assert.deepEqual((await explored((store) => store.incrTwice('counter'))).caveats, []);
    });

    it('runs a script as one operation', async () => {
      const { verdict, failing } = await explored((store) => store.script('counter'));
      assert.deepEqual([verdict, failing], ['prevented', 0]);
    });

    it('leaves out orders of commands that touch other keys', async () => {
      const own = (store: Store, client: string) =>
        Promise.all([store.set(`of ${client}`, '1'), client === 'A' && store.set('counter', '2')]);
      const reduced = await explored(own);
      const full = await explored(own, { reduction: 'none' });
      assert.deepEqual([reduced.verdict, full.verdict], ['prevented', 'prevented']);
      assert.equal(reduced.possible, full.possible);
      assert.ok(reduced.run < full.run, `${reduced.run} of ${full.run} runs`);
    });

    it('tries a change of a watched key on both sides of the MULTI that depends on it', async () => {
      const { outcomes } = await explored((store, client) =>
        client === 'A'
          ? store.incrUnlessChanged('counter', 'version')
          : store.set('version', String(Math.random())),
      );
      assert.deepEqual(outcomes, ['0', '1']);
    });

    it('fails when Redis is away, and finds no keys after a failover', async () => {
      const { turns } = await replayed(async (store) => {
        await store.set('counter', '5');
        await store.get('counter').catch(() => {});
      }, 'AAA^');
      assert.ok(turns[2]?.reply?.error, 'its command failed');
      const { turns: after } = await replayed(async (store) => {
        await store.set('counter', '5');
        await store.get('counter');
      }, 'AAA_');
      assert.equal(after[2]?.reply?.value, null);
    });

    it('loses the connection when its instance crashes', async () => {
      const run = await replayed(lossy, 'AAA-B');
      assert.deepEqual(run.crashedInstances, [0]);
      assert.deepEqual([run.ending.kind, run.outcome], ['finished', '1']);
    });
  });
