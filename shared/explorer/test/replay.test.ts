import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import {
  ExplorationError,
  explore,
  formatSchedule,
  NotReproducible,
  yieldPoint,
} from '../src/index.ts';
import { codeScenario } from './support/code-scenario.ts';
import { exploreSql, replaySql, testDatabase } from './support/database.ts';
import { openScenario as openMemory } from './support/memory-scenario.ts';
import { Sessions } from './support/sessions.ts';
import { rows } from './support/sql-scenario.ts';
import { lock, read, set } from './support/statements.ts';

const lostUpdate = {
  ...rows(1),
  clients: {
    A: ['begin', read(1), set(1, 70), 'commit'],
    B: ['begin', read(1), set(1, 50), 'commit'],
  },
  violation: ([row]: readonly Record<string, unknown>[]) =>
    row?.amount === 20 ? undefined : `${String(row?.amount)} are left instead of 20`,
};

/** WORKBOOK_REPEATS asks for more of them. */
const repeats = Number(process.env.WORKBOOK_REPEATS ?? 5);

describe('replay', () => {
  const database = testDatabase('replay');

  it('gives the same run each time', async () => {
    const { first } = await exploreSql(database.url, lostUpdate, { stopAtFirst: true });
    assert.ok(first);
    const runs = new Set<string>();
    for (let i = 0; i < repeats; i += 1) {
      const { turns, ending, outcome, violation, text } = await replaySql(
        database.url,
        lostUpdate,
        first.text,
      );
      runs.add(JSON.stringify({ turns, ending, outcome, violation, text }));
    }
    assert.equal(runs.size, 1);
    assert.match([...runs][0] ?? '', /are left instead of 20/);
  });

  it('gives a run in which a client waits again, too', async () => {
    const race = { ...rows(1), clients: { A: ['begin', lock(1), 'commit'], B: [lock(1)] } };
    const { turns } = await replaySql(database.url, race, 'AAABBA');
    assert.deepEqual(
      turns.map(({ client, outcome, waitsFor }) => [client, outcome, ...waitsFor].join(' ')),
      ['A done', 'A done', 'A done', 'B done', 'B waiting A', 'A done'],
    );
    assert.deepEqual(
      turns[5]?.released.map(({ client, launchedAt }) => [client, launchedAt]),
      [['B', 4]],
    );
  });

  it('refuses a schedule that lets go a client that has finished', async () => {
    await assert.rejects(
      replaySql(database.url, { ...rows(1), clients: { A: [read(1)] } }, 'AAA'),
      {
        name: 'NotReproducible',
        message: /^move 3 of .*A.* cannot happen: client A has nothing to be let go there$/,
      },
    );
  });

  it('refuses a schedule that lets a waiting client go', async () => {
    const race = { ...rows(1), clients: { A: ['begin', lock(1), 'commit'], B: [lock(1)] } };
    await assert.rejects(replaySql(database.url, race, 'AAABBB'), NotReproducible);
  });
});

async function useTwice(memory: { used: number }): Promise<void> {
  for (let i = 0; i < 2; i += 1) {
    memory.used += 1;
    await yieldPoint(`use ${memory.used}`, async () => {});
  }
}

describe('code that does not do the same thing twice', () => {
  const database = testDatabase('twice');

  it('is reported, never judged', async () => {
    let calls = 0;
    const callTwice = async () => {
      for (let i = 0; i < 2; i += 1) {
        calls += 1;
        await yieldPoint(`call ${calls}`, async () => {});
      }
    };
    const scenario = codeScenario({
      share: () => undefined,
      clients: { A: callTwice, B: callTwice },
    });
    await assert.rejects(explore(scenario), (error) => {
      assert.ok(error instanceof NotReproducible && error instanceof ExplorationError);
      assert.match(error.message, /was "call \d+" in an earlier run and is "call \d+" now$/);
      return true;
    });
  });

  it('is reported when the server is what draws the lots', async () => {
    await using sessions = new Sessions(database.url);
    const scenario = codeScenario({
      share: (options) => sessions.open(['A', 'B'], options),
      instances: 2,
      clients: {
        A: async ({ A }) => {
          const { rows } = await A.query('select random()::text as drawn');
          await A.query(`select ${rows[0].drawn}::float8`);
          await A.query('select pg_sleep(0)');
        },
        B: ({ B }) => B.query('select pg_sleep(0)'),
      },
    });
    await assert.rejects(explore(scenario, { postgresUrl: database.url }), NotReproducible);
  });

  const lots: Readonly<Record<string, () => unknown>> = {
    'Math.random': () => Math.random(),
    'crypto.randomUUID': () => crypto.randomUUID(),
    'crypto.randomBytes': () => crypto.randomBytes(8).toString('hex'),
    'crypto.randomInt': () => crypto.randomInt(2 ** 40),
    'crypto.randomInt from a number on': () => crypto.randomInt(10, 2 ** 40),
    'crypto.randomFillSync': () => crypto.randomFillSync(Buffer.alloc(8), 2).toString('hex'),
    'crypto.randomFill': () => promisify(crypto.randomFill)(new Uint8Array(8)),
    'crypto.getRandomValues': () => globalThis.crypto.getRandomValues(new Uint32Array(4)),
  };
  for (const [name, draw] of Object.entries(lots)) {
    it(`draws the same lots in every run, by ${name}`, async () => {
      const client = async () => yieldPoint(`draw ${String(await draw())}`, async () => {});
      const { verdict, outcomes } = await explore(
        codeScenario({
          share: () => undefined,
          instances: 2,
          clients: { A: client, B: client },
        }),
      );
      assert.deepEqual([verdict, outcomes.length], ['prevented', 1]);
      assert.notDeepEqual(
        await draw(),
        await draw(),
        'code outside a run is not given repeatable lots',
      );
    });
  }

  it('begins when its set-up ends, by every clock', async () => {
    const clocks = () => [Date.now(), new Date().getTime(), performance.now()];
    const { first, outcomes } = await explore(
      codeScenario({
        share: (options) => options.as(0, clocks),
        clients: { A: async (setUp) => clocks().map((time, i) => time - (setUp[i] ?? 0)) },
      }),
    );
    assert.deepEqual([first, outcomes], [undefined, ['finished [["A",[0,0,0]]]']]);
  });

  it('begins as long after its set-up as it is told to', async () => {
    const { outcomes } = await explore(
      codeScenario({
        share: (options) => options.as(0, Date.now),
        clients: { A: async (setUpMs) => Date.now() - setUpMs },
      }),
      { setUpAgeMs: 90_000_000 },
    );
    assert.deepEqual(outcomes, ['finished [["A",90000000]]']);
  });

  it('is judged on new instances when only its memory outlives a run', async () => {
    let shared = { used: 0 };
    let freshRuns = 0;
    const exploration = await explore(
      codeScenario({
        share: ({ fresh }) => {
          if (fresh) shared = { used: 0 };
          freshRuns += Number(fresh);
          return shared;
        },
        clients: {
          A: useTwice,
          B: useTwice,
        },
      }),
    );
    assert.equal(exploration.verdict, 'prevented');
    assert.ok(freshRuns >= exploration.run, 'every run of the search that counts was a fresh one');
  });

  it('is judged on new instances when its memory shows in nothing but the end', async () => {
    const scenario = await openMemory(undefined, {});
    const { run, outcomes } = await explore(scenario, { reduction: 'none' });
    assert.deepEqual([run, outcomes], [6, ['40']]);
  });

  it('is judged on new instances also where the first order breaks, and is confirmed on others', async () => {
    let used = 0;
    const search = async (everBroken: boolean) => {
      const { run, outcomes } = await explore(
        codeScenario({
          share: ({ fresh }) => {
            if (fresh) used = 0;
          },
          clients: {
            A: () => yieldPoint('A goes on', async () => {}),
            B: () => yieldPoint('B goes on', async () => {}),
          },
          judge: (_, { schedule }) => {
            used += 1;
            const isFirst = formatSchedule(schedule) === 'AABB';
            return {
              outcome: `used by ${used}`,
              ...(isFirst && everBroken && { violation: 'broken' }),
            };
          },
        }),
        { reduction: 'none' },
      );
      return { run, outcomes };
    };
    assert.deepEqual(await search(true), { run: 6, outcomes: ['used by 1'] });
    assert.deepEqual(await search(false), { run: 6, outcomes: ['used by 1'] });
  });

  it('is run once where it has one order', async () => {
    let runs = 0;
    const { run } = await explore(
      codeScenario({
        share: () => {
          runs += 1;
        },
        clients: { A: () => yieldPoint('A goes on', async () => {}) },
      }),
    );
    assert.deepEqual([run, runs], [1, 1]);
  });

  it('is judged on new instances when what it remembers leaves nothing to do', async () => {
    let known = new Set<string>();
    const learn = (client: string) => async () => {
      if (!known.has(client)) await yieldPoint(`${client} learns`, async () => {});
      known.add(client);
    };
    const exploration = await explore(
      codeScenario({
        share: ({ fresh }) => {
          if (fresh) known = new Set();
        },
        instances: 2,
        clients: { A: learn('A'), B: learn('B') },
      }),
    );
    assert.deepEqual([exploration.verdict, exploration.possible], ['prevented', 6]);
  });

  it('may take away what another client was about to do', async () => {
    const sleeps = ({ state }: { state: { wake(): void } }) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 10);
        state.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    const wakes = async ({ state }: { state: { wake(): void } }) => {
      await yieldPoint('look', async () => {});
      state.wake();
    };
    const { verdict, outcomes } = await explore(
      codeScenario({
        share: () => ({ state: { wake: () => {} } }),
        instances: 3,
        clients: { A: sleeps, B: wakes, C: wakes },
      }),
    );
    assert.deepEqual([verdict, outcomes.length], ['prevented', 1]);
  });
});
