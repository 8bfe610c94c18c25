import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ExploreOptions, explore, parseSchedule, replay } from '../../src/index.ts';
import { codeScenario } from '../support/code-scenario.ts';
import { park } from '../support/parts.ts';

/** A store that is read over the network, and reads that are shared while one is under way. */
class Store {
  value = 'old';
  #reading: Promise<string> | undefined;

  async read(): Promise<string> {
    let read = '';
    await park('read', [{ mode: 'read', scope: 'value' }], () => {
      read = this.value;
    });
    return read;
  }

  async write(value: string): Promise<void> {
    await park('write', [{ mode: 'write', scope: 'value' }], () => {
      this.value = value;
    });
  }

  /** A client that asks while another read is under way gets what that one finds. */
  sharedRead(): Promise<string> {
    this.#reading ??= this.read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }
}

type Read = (store: Store) => Promise<string>;

const scenario = (read: Read, instances = 1) =>
  codeScenario({
    share: () => new Store(),
    clients: {
      A: read,
      B: async (store) => {
        await store.write('new');
        return read(store);
      },
    },
    instances,
  });

/** What client B has read after its own write, in all orders. */
async function readBack(read: Read, options: ExploreOptions, instances?: number) {
  const { outcomes, possible } = await explore(scenario(read, instances), options);
  return { read: [...new Set(outcomes.map((text) => /"B","(\w+)"/.exec(text)?.[1]))], possible };
}

const late = { faults: ['late-reply'] } as const;

describe('a reply that is late', () => {
  it('shows that a shared read may be older than what its caller has written', async () => {
    assert.deepEqual((await readBack((store) => store.sharedRead(), {})).read, ['new']);
    const found = await readBack((store) => store.sharedRead(), late);
    assert.deepEqual(new Set(found.read), new Set(['new', 'old']));
  });

  it('changes nothing where each client reads by itself', async () => {
    assert.deepEqual((await readBack((store) => store.read(), late)).read, ['new']);
  });

  it('is none where each client is alone in its instance', async () => {
    const without = await readBack((store) => store.sharedRead(), {}, 2);
    assert.deepEqual(await readBack((store) => store.sharedRead(), late, 2), without);
  });

  it('is found by the reduced search as by the full one, with the same number of orders', async () => {
    const read: Read = (store) => store.sharedRead();
    const full = await readBack(read, { ...late, reduction: 'none' });
    const reduced = await readBack(read, late);
    assert.deepEqual(new Set(reduced.read), new Set(full.read));
    assert.equal(reduced.possible, full.possible);
  });

  it('is what its client does next, by itself', async () => {
    const schedule = parseSchedule('AA:BBA');
    const { turns, results } = await replay(
      scenario((store) => store.sharedRead()),
      schedule,
    );
    assert.deepEqual(
      turns.map(({ client, kind, text }) => `${client} ${kind === 'reply' ? text : kind}`),
      ['A start', 'A call', 'B start', 'B call', 'A the reply arrives'],
    );
    assert.deepEqual(
      [...results],
      [
        ['A', 'old'],
        ['B', 'old'],
      ],
    );
  });
});
