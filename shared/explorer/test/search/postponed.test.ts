import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Exploration,
  type ExploreOptions,
  explore,
  type Mode,
  type Scenario,
} from '../../src/index.ts';
import { codeScenario } from '../support/code-scenario.ts';
import { Mutex } from '../support/mutex.ts';
import { park } from '../support/parts.ts';
import { found } from '../support/same-findings.ts';

type Work = Record<string, () => Promise<unknown>>;

const writes = (scope: string) => [{ mode: 'write', scope }] as const;

/** Which run it is, and how often instances were made by then. */
interface Now {
  readonly run: number;
  readonly made: number;
}

/** Explores what clients do, each in an instance of its own, and counts what was executed. */
async function search(
  clients: (now: Now) => Work,
  options: ExploreOptions = {},
  violation?: string,
): Promise<{ readonly exploration: Exploration; readonly executed: number }> {
  let executed = 0;
  let made = 0;
  let work: Work = {};
  const names = Object.keys(clients({ run: 0, made: 0 }));
  const run = (name: string) => () => work[name]?.() ?? Promise.resolve();
  const scenario = codeScenario({
    share: ({ fresh }) => {
      executed += 1;
      if (fresh) made += 1;
      work = clients({ run: executed, made });
    },
    clients: Object.fromEntries(names.map((name) => [name, run(name)])),
    instances: names.length,
    judge: () => ({ outcome: 'over', ...(violation && { violation }) }),
  });
  return { exploration: await explore(scenario, options), executed };
}

/** Each does some things of its own, and one that the others do as well. */
const apart = (names: readonly string[]) => (): Work =>
  Object.fromEntries(
    names.map((name) => [
      name,
      async () => {
        for (const what of ['first', 'second', 'third']) await park(what, writes(name));
        await park('last', writes('all'));
      },
    ]),
  );

/** Two clients of one instance, which keep nothing there and do not meet; how far they came is the outcome. */
function crashing(): Scenario {
  return {
    async prepare() {
      let came = '';
      const steps = (client: string) => async () => {
        for (let i = 0; i < 3; i += 1) {
          await park(`${client} goes on`, writes(client));
          came += client;
        }
      };
      const clients = ['A', 'B'].map((name) => ({
        ...{ name, instance: 0, stateless: true, label: `${name} begins` },
        run: steps(name),
      }));
      const judge = async () => ({
        outcome: came.split('').sort().join(''),
        accepts: ['stuck'] as const,
      });
      return { clients, judge };
    },
  };
}

/** B's operation is wrong between any two of A's. The first run shows a race with the last of these alone. */
function between(): Scenario {
  let asked: string[] = [];
  const asks = (client: string, count: number) => async () => {
    for (let i = 0; i < count; i += 1) {
      await park(`${client} asks`, writes('all'));
      asked.push(client);
    }
  };
  return codeScenario({
    share: () => {
      asked = [];
    },
    clients: { A: asks('A', 4), B: asks('B', 1) },
    instances: 2,
    judge: () => {
      const isBetween = asked[0] !== 'B' && asked.at(-1) !== 'B';
      return { outcome: asked.join(''), ...(isBetween && { violation: 'between' }) };
    },
  });
}

describe('a branch that only repeats known orders', () => {
  for (const names of [
    ['A', 'B'],
    ['A', 'B', 'C'],
  ])
    it(`is not run, with ${names.length} clients`, async () => {
      const { exploration, executed } = await search(apart(names));
      const all = await search(apart(names), { executesAll: true });
      assert.deepEqual(found(exploration), found(all.exploration));
      assert.equal(exploration.run, exploration.distinct);
      // One more, to see that it comes again.
      assert.equal(executed, exploration.run + 1);
      assert.ok(all.executed > executed, `${all.executed} and ${executed}`);
    });

  it('is run where a fault may strike in it', async () => {
    const { exploration } = await search(apart(['A', 'B']), { faults: ['pause'] });
    const all = await search(apart(['A', 'B']), { faults: ['pause'], executesAll: true });
    assert.equal(exploration.run, all.exploration.run);
  });

  it('is run where a crash may end all clients in it', async () => {
    const options = { faults: ['crash-before'] } as const;
    const ends = (executesAll: boolean) =>
      explore(crashing(), { ...options, executesAll }).then(found);
    assert.deepEqual(await ends(false), await ends(true));
  });

  it('is run after all where it is easier to read than one that fails', async () => {
    const { first } = await explore(between(), { stopAtFirst: true });
    assert.equal(first?.text, 'AABBAAA');
  });

  it('is run as soon as a conflict shows, where runs are kept', async () => {
    const { runs = [] } = await explore(between(), { keepsRuns: true });
    const texts = runs.map(({ text }) => text);
    assert.ok(texts.indexOf('AABBAAA') < texts.indexOf('AAAABBA'), texts.join(' '));
  });

  it('is put off where a fault is asked for that can strike nowhere', async () => {
    const { exploration } = await search(apart(['A', 'B']), { faults: ['redis-away'] });
    const none = await search(apart(['A', 'B']));
    assert.equal(exploration.run, none.exploration.run);
  });

  it('is run where a later run shows that it is another one', async () => {
    // B asks for what A has touched only where it comes first.
    const clients = () => {
      let isFirst = true;
      const goes = (): boolean => {
        const goesFirst = isFirst;
        isFirst = false;
        return goesFirst;
      };
      return {
        A: async () => {
          await park('own of A', writes('own of A'));
          await park('door', writes('door'));
          goes();
        },
        B: async () => {
          await park('door', writes('door'));
          await park('inside', writes(goes() ? 'own of A' : 'own of B'));
        },
      };
    };
    const { exploration } = await search(clients);
    const all = await search(clients, { executesAll: true });
    assert.deepEqual(found(exploration), found(all.exploration));
    assert.equal(exploration.distinct, 3);
  });

  it('is run where a client waits for another one inside the process', async () => {
    // What A does last touches what B does inside, where B comes only when A has gone out.
    const queue = () => {
      const mutex = new Mutex();
      const client = (inside: string, after: string) => async () => {
        await park('before', writes('door'));
        await mutex.run(() => park('inside', writes(inside)));
        await park('after', writes(after));
      };
      return { A: client('A', 'shared'), B: client('shared', 'B') };
    };
    const { exploration } = await search(queue);
    const all = await search(queue, { executesAll: true });
    assert.deepEqual(found(exploration), found(all.exploration));
  });

  // A file in a folder that is made for new instances, or for each run.
  for (const what of ['made', 'run'] as const)
    it(`is run where another ${what === 'run' ? 'run' : 'instance'} calls the same thing by another name`, async () => {
      const files = (now: Now): Work => {
        const touch = (text: string, mode: Mode) =>
          park(text, [{ mode, scope: 'file', key: `folder ${now[what]}` }]);
        return {
          A: async () => {
            for (const text of ['first', 'second']) await park(text, writes('own of A'));
            await touch('changes the file', 'write');
          },
          B: async () => {
            await touch('reads the file', 'read');
            for (const text of ['first', 'second']) await park(text, writes('own of B'));
            await touch('changes the file', 'write');
          },
        };
      };
      // The first run that breaks something is made again on new instances, in the middle of the search.
      const { exploration } = await search(files, {}, 'broken');
      const all = await search(files, { executesAll: true }, 'broken');
      assert.deepEqual(found(exploration), found(all.exploration));
    });
});
