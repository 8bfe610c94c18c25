import assert from 'node:assert/strict';
import { AsyncResource } from 'node:async_hooks';
import { basename } from 'node:path';
import { describe, it } from 'node:test';
import AsyncLock from 'async-lock';
import { currentActor } from '../../src/control/actor.ts';
import {
  explore,
  type InsideEvent,
  parseSchedule,
  remembersCalls,
  replay,
  type Scenario,
  watchAsyncLock,
  yieldPoint,
} from '../../src/index.ts';
import { type CodeRace, codeScenario } from '../support/code-scenario.ts';
import { Mutex } from '../support/mutex.ts';

watchAsyncLock(AsyncLock);

const work = async () => {
  await yieldPoint('read', async () => {});
  await yieldPoint('write', async () => {});
};

describe('a run that is shown', () => {
  it('says who waits inside the process, and goes on, whatever the lock is made of', async () => {
    const mutex = () => new Mutex();
    const locked = (lock: Mutex) => lock.run(work);
    const told = await insideOf({ share: mutex, clients: { A: locked, B: locked } }, 'AB');
    assert.deepEqual(told, ['2: B waits', '4: B goes on']);
  });

  it('says who takes a lock of async-lock, waits for it, gets it, and gives it back', async () => {
    // The lock calls the work of its next client in the context of the one before.
    const locked = (lock: AsyncLock) => lock.acquire('ann', AsyncResource.bind(work));
    const told = await insideOf({ share: asyncLock, clients: { A: locked, B: locked } }, 'AB');
    assert.deepEqual(told, [
      '1: A takes ann at here',
      '2: B waits ann held by A at here',
      '4: A gives back ann at here',
      '4: B takes ann at here',
      '4: B goes on',
      '6: B gives back ann at here',
    ]);
  });

  it('tells of a lock for which no client waits', async () => {
    const clients = { A: (lock: AsyncLock) => lock.acquire('ann', work), B: work };
    assert.deepEqual(await insideOf({ share: asyncLock, clients }, 'AAAB'), [
      '1: A takes ann at here',
      '3: A gives back ann at here',
    ]);
  });

  it('knows whose work it is where the lock calls it in the context of another client', async () => {
    const both = (lock: AsyncLock) => lock.acquire(['ann', 'bob'], work);
    const told = await insideOf({ share: asyncLock, clients: { A: both, B: both } }, 'AB');
    assert.deepEqual(told.slice(0, 7), [
      '1: A takes ann at here',
      '1: A takes bob at here',
      '2: B waits ann held by A at here',
      '4: A gives back bob at here',
      '4: A gives back ann at here',
      '4: B takes ann at here',
      '4: B takes bob at here',
    ]);
  });

  it('tells of work that throws, and of work that calls back', async () => {
    const clients = {
      A: (lock: AsyncLock) =>
        lock
          .acquire('ann', () => {
            throw new Error('no');
          })
          .catch(() => {}),
      B: (lock: AsyncLock) => lock.acquire('ann', (done: () => void) => void callingBack(done)),
    };
    assert.deepEqual(await insideOf({ share: asyncLock, clients }, 'AB'), [
      '1: A takes ann at here',
      '1: A gives back ann at here',
      '2: B takes ann at here',
      '4: B gives back ann at here',
    ]);
  });

  it('does not take a client for one that waits for a lock that it was refused', async () => {
    const share = () => ({ lock: new AsyncLock({ maxPending: 0 }), gate: new Mutex() });
    type Both = ReturnType<typeof share>;
    const clients = {
      A: ({ lock, gate }: Both) => gate.run(() => lock.acquire('ann', work)),
      B: ({ lock, gate }: Both) =>
        lock.acquire('ann', work).catch(async () => {
          await yieldPoint('refused', async () => {});
          await gate.run(async () => {});
        }),
    };
    const told = await insideOf({ share, clients }, 'ABB');
    assert.ok(told.includes('3: B waits'), told.join('\n'));
  });

  it('has the place of each operation that code has asked for', async () => {
    const run = await replay(shown({ share: asyncLock, clients: { A: work } }), parseSchedule('A'));
    const places = run.turns.map(({ place }) => place);
    assert.deepEqual(places, [undefined, 'here', 'here']);
  });

  it('asks for a place by the client whose stack it is, and not in the name of its code', async () => {
    const locked = (lock: AsyncLock) => lock.acquire('ann', work);
    const scenario = codeScenario({ share: asyncLock, clients: { A: locked, B: locked } });
    const placeOf = (_: string, client: string) => (currentActor() ? 'in its name' : client);
    const callerOf = (_: string, client: string) => `behind ${client}`;
    const places = { placeOf, callerOf };
    const { turns } = await replay(
      { prepare: async (options) => ({ ...(await scenario.prepare(options)), ...places }) },
      parseSchedule('AB'),
    );
    const told = turns.flatMap(({ client, place, inside = [] }) => [
      { client, place },
      ...inside.map((event) => ({ client: event.client, place: event.place })),
    ]);
    const placed = told.filter(({ place }) => place !== undefined);
    assert.ok(placed.length > 6);
    assert.ok(placed.every(({ client, place }) => client === place));
    for (const { client, place, caller } of turns)
      assert.equal(caller, place && `behind ${client}`);
  });
});

describe('a search', () => {
  const race = {
    share: asyncLock,
    clients: {
      A: (lock: AsyncLock) => lock.acquire('ann', work),
      B: (lock: AsyncLock) => lock.acquire('ann', work),
      C: () => yieldPoint('look', async () => {}),
    },
    judge: () => ({ outcome: 'done', violation: 'as ever' }),
  };

  it('remembers calls in the run that it reports, and in no other', async () => {
    let runs = 0;
    let remembering = 0;
    const share = () => {
      runs += 1;
      return new AsyncLock();
    };
    const noting = async () => {
      if (remembersCalls()) remembering += 1;
      await race.clients.C();
    };
    const clients = { ...race.clients, C: noting };
    const { first } = await explore(shown({ ...race, share, clients }));
    assert.ok(runs > 10, `${runs} runs`);
    assert.equal(remembering, 1);
    assert.equal(first?.turns.at(-1)?.place, 'here');
    assert.ok(first?.turns.some(({ inside = [] }) => inside.length > 0));
  });

  it('comes to the same counts, whether places are wanted or not', async () => {
    const { first: one, ...wanted } = await explore(shown(race));
    const { first: other, ...unwanted } = await explore(codeScenario(race));
    assert.deepEqual(wanted, unwanted);
    assert.equal(one?.text, other?.text);
    assert.equal(other?.turns[0]?.inside, undefined);
  });
});

async function callingBack(done: () => void): Promise<void> {
  await work();
  done();
}

function asyncLock(): AsyncLock {
  return new AsyncLock();
}

/** The same race, in which this file is the code that places are told of. */
function shown<State>(race: CodeRace<State>): Scenario {
  const scenario = codeScenario(race);
  return {
    prepare: async (options) => ({
      ...(await scenario.prepare(options)),
      placeOf: (stack) => (stack.includes(basename(import.meta.filename)) ? 'here' : undefined),
    }),
  };
}

async function insideOf<State>(race: CodeRace<State>, schedule: string): Promise<string[]> {
  const { turns, ending } = await replay(shown(race), parseSchedule(schedule));
  assert.equal(ending.kind, 'finished');
  return turns.flatMap(({ index, inside = [] }) =>
    inside.map((event) => `${index + 1}: ${inWords(event)}`),
  );
}

function inWords({ client, what, lock, holder, place }: InsideEvent): string {
  return [client, what, lock, holder && `held by ${holder}`, place && `at ${place}`]
    .filter(Boolean)
    .join(' ');
}
