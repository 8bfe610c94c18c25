import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Call, deposit, type Race, race, withdraw } from '@workbook/course';
import type { Answer } from '../../src/verdict/history.ts';
import { Beginning } from '../../src/world/beginning.ts';
import type { KeptConnections } from '../../src/world/kept-connections.ts';
import type { Recorded } from '../../src/world/postgres-snapshot.ts';
import type { RaceClient } from '../../src/world/race-client.ts';
import { SetUpFailed } from '../../src/world/set-up-failed.ts';
import { ann, bob, ok, refused } from '../support/histories.ts';

const spec = {
  anomaly: 'lost update',
  question: 'Do both count?',
  accounts: { ann: 100, bob: 50 },
  instances: 2,
  clients: { A: withdraw('ann', 30), B: deposit('ann', 50) },
};
const plain = race('plain', spec);
const withBefore = race('with before', { ...spec, before: [withdraw('bob', 20)] });

/** Instances and storage that only note what is done with them. */
class Fakes {
  readonly done: string[] = [];
  readonly answers: Partial<Record<Call['kind'], Answer>> = {};
  readonly instances = {
    stop: async () => this.#note('stop'),
    createSchema: async () => this.#note('create tables'),
    start: async () => this.#note('start'),
    clientOf: () => ({ send: (call: Call) => this.#answer(call) }) as unknown as RaceClient,
    defect: ': no such table',
  };
  readonly storage = {
    hasTables: async () => this.hadTables,
    made: async () => this.made,
    clear: async (made?: Recorded) => this.#note(made ? `clear but ${made.content}` : 'clear'),
    record: async () => {
      this.#note('record');
      return this.recorded;
    },
    standAs: async ({ content }: Recorded) => {
      this.#note(`stand as ${content}`);
      return this.canStand;
    },
  };
  hadTables = false;
  made: Recorded | undefined;
  recorded: Recorded | undefined = { restore: '', content: 'recorded', names: '' };
  canStand = true;
  readonly setUp = {
    as: <T>(_instance: number, work: () => T): T => work(),
    rest: async () => this.#note('rest'),
  };

  make(beginning: Beginning): Promise<void> {
    return beginning.make(this.instances, this.storage, this.setUp);
  }

  async #answer(call: Call): Promise<Answer> {
    this.#note(call.kind);
    const opened = call.kind === 'open' && (call.owner === 'ann' ? ann(100) : bob(50));
    return this.answers[call.kind] ?? ok(opened || bob(30));
  }

  #note(what: string): void {
    this.done.push(what);
  }
}

describe('the beginning of a race', () => {
  it('opens the accounts in empty storage, and records it when all is at rest', async () => {
    const fakes = new Fakes();
    const beginning = new Beginning(plain, '/a.ts', {});
    await fakes.make(beginning);
    const expected = 'stop, create tables, clear, start, rest, open, open, rest, record';
    assert.equal(fakes.done.join(', '), expected);
    assert.deepEqual(beginning.accounts, [ann(100), bob(50)]);
    assert.deepEqual([...beginning.ids], Object.entries({ ann: 1, bob: 2 }));
  });

  it('keeps what the tables held when they were made', async () => {
    const fakes = new Fakes();
    fakes.made = { restore: '', content: 'a row of settings', names: '' };
    const urls = {};
    await fakes.make(new Beginning(plain, '/a.ts', urls));
    await fakes.make(new Beginning(plain, '/a.ts', urls));
    const cleared = fakes.done.filter((one) => one.startsWith('clear'));
    assert.deepEqual(cleared, ['clear but a row of settings', 'clear but a row of settings']);
    assert.equal(fakes.done.filter((one) => one === 'create tables').length, 1);
    // What lies in tables that were there before has come from somewhere else.
    fakes.hadTables = true;
    await fakes.make(new Beginning(plain, '/a.ts', {}));
    assert.equal(
      fakes.done.findLast((one) => one.startsWith('clear')),
      'clear',
    );
  });

  it('is what an earlier race has recorded after the same requests, where it may be', async () => {
    const known: KeptConnections['beginnings'] = new Map();
    const done = async (
      one: Race,
      { mayKnow = true, file = '/a.ts', isOfDatabase = true, canStand = true } = {},
    ) => {
      const fakes = new Fakes();
      if (!isOfDatabase) fakes.recorded = undefined;
      fakes.canStand = canStand;
      const beginning = new Beginning(one, file, {}, mayKnow ? known : undefined);
      await fakes.make(beginning);
      assert.deepEqual([...beginning.ids], Object.entries({ ann: 1, bob: 2 }));
      return fakes.done.filter((what) => what !== 'create tables').join(', ');
    };
    const asked = 'stop, clear, start, rest, open, open, rest, record';
    const asEarlier = 'stop, clear, start, rest, stand as recorded';
    assert.equal(await done(plain, { isOfDatabase: false }), asked);
    assert.equal(await done(plain), asked);
    assert.equal(await done({ ...plain, id: 'another' }), asEarlier);
    assert.equal(
      await done(plain, { canStand: false }),
      asked.replace('open', 'stand as recorded, open'),
    );
    assert.equal(await done(plain, { mayKnow: false }), asked);
    assert.equal(await done(plain, { file: '/b.ts' }), asked);
    assert.equal(await done({ ...plain, beforeMs: 1000 }), asked);
  });

  it('creates the tables of a file once in a database', async () => {
    const tables = async (file: string, urls: object) => {
      const fakes = new Fakes();
      await fakes.make(new Beginning(plain, file, urls));
      return fakes.done.includes('create tables');
    };
    const urls = {};
    assert.equal(await tables('/a.ts', urls), true);
    assert.equal(await tables('/a.ts', urls), false);
    assert.equal(await tables('/b.ts', urls), true);
    assert.equal(await tables('/b.ts', {}), true);
  });

  it('is what the accounts are after the requests that come before the race', async () => {
    const fakes = new Fakes();
    fakes.answers.list = ok([ann(100), bob(30)]);
    const beginning = new Beginning(withBefore, '/a.ts', {});
    await fakes.make(beginning);
    assert.deepEqual(fakes.done.slice(-5), ['open', 'withdraw', 'list', 'rest', 'record']);
    assert.deepEqual(beginning.accounts, [ann(100), bob(30)]);
  });

  it('fails when one of these requests is refused, with the reason', async () => {
    const fakes = new Fakes();
    fakes.answers.withdraw = refused('internal', 500);
    await assert.rejects(fakes.make(new Beginning(withBefore, '/a.ts', {})), (error) => {
      assert.ok(error instanceof SetUpFailed);
      assert.equal(
        error.message,
        'before the race has begun, "withdraw 20 from bob" was answered 500 internal: no such table',
      );
      return true;
    });
    assert.ok(!fakes.done.includes('record'));
  });

  it('fails when an answer has not the form that it should have', async () => {
    const fakes = new Fakes();
    fakes.answers.open = ok({ id: 1, owner: 'ann', balance: '100' });
    await assert.rejects(fakes.make(new Beginning(plain, '/a.ts', {})), {
      name: 'SetUpFailed',
      message:
        'before the race has begun, the answer to "open ann with 100" should have an account\'s balance as a whole number, and "100" came',
    });
  });
});
