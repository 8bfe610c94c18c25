import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { explore, yieldPoint } from '../../src/index.ts';
import { type CodeRace, codeScenario } from '../support/code-scenario.ts';

const call = (text: string) => yieldPoint(text, async () => {});

/** A lock that its holder may lose, or not, as time goes by. */
interface Lease {
  until: number;
}

type Clients = CodeRace<Lease>['clients'];

/** Explores what clients do about a lease; not to come to an end is a violation. */
const exploreLease = (clients: Clients, more: Partial<CodeRace<Lease>> = {}) =>
  explore(
    codeScenario<Lease>({
      share: () => ({ until: 0 }),
      clients,
      judge: (_, { ending }) => ({
        outcome: ending.kind,
        ...(ending.kind === 'finished' ? {} : { violation: JSON.stringify(ending) }),
      }),
      ...more,
    }),
  );

/** Takes the lease when it is free; asks again and again until then. */
const takes =
  (leaseMs: number, sleepMs: () => number, most = Number.POSITIVE_INFINITY) =>
  async (lease: Lease) => {
    for (let i = 0; i < most; i += 1) {
      const isFree = await yieldPoint('take the lease', async () => lease.until <= Date.now());
      if (isFree) {
        lease.until = Date.now() + leaseMs;
        return 'taken';
      }
      await delay(sleepMs());
    }
    return 'given up';
  };

describe('a client that polls', () => {
  it('comes to its end when what it waits for lapses, after however many polls', async () => {
    const poll = takes(2000, () => 5);
    const { verdict, outcomes } = await exploreLease({ A: poll, B: poll });
    assert.deepEqual([verdict, outcomes], ['prevented', ['finished']]);
  });

  it('is endless when that never comes, however long it sleeps each time', async () => {
    const poll = takes(Number.POSITIVE_INFINITY, () => Math.random() * 10);
    const { verdict, outcomes, first } = await exploreLease({ A: poll, B: poll });
    assert.deepEqual([verdict, outcomes], ['possible', ['endless']]);
    assert.equal(
      first?.violation,
      '{"kind":"endless","repeating":[{"client":"B","operations":2,"of":100}]}',
    );
  });

  it('is not endless when it gives up after hundreds of polls', async () => {
    const poll = takes(Number.POSITIVE_INFINITY, () => 5, 300);
    const { verdict, outcomes } = await exploreLease({ A: poll, B: poll });
    assert.deepEqual([verdict, outcomes], ['prevented', ['finished']]);
  });

  it('does not keep back the client that it waits for, even if it does not sleep', async () => {
    const { verdict, outcomes } = await exploreLease({
      A: async (lease) => {
        while (lease.until === 0) await call('look');
      },
      B: async (lease) => {
        lease.until = 1;
        await call('told');
      },
    });
    assert.deepEqual([verdict, outcomes], ['prevented', ['finished']]);
  });

  it('is endless without any sleep, too', async () => {
    const { verdict, first } = await exploreLease({
      A: async (lease) => {
        while (lease.until === 0) await call('look');
      },
    });
    assert.equal(verdict, 'possible');
    assert.match(first?.violation ?? '', /"client":"A","operations":1,/);
  });
});

describe('a run that was given up', () => {
  it('is inconclusive, whatever the judge thinks of it', async () => {
    const { verdict, reason, violations } = await exploreLease({
      A: async () => {
        for (let page = 0; page < 2000; page += 1) await call(`page ${page}`);
      },
    });
    assert.deepEqual([verdict, violations], ['inconclusive', []]);
    assert.match(reason ?? '', /was given up after 1000 turns$/);
  });
});

describe('a client of a paused instance', () => {
  it('goes on when another one only polls for what it has', async () => {
    const { verdict, outcomes } = await explore(
      codeScenario<Lease>({
        share: () => ({ until: 0 }),
        instances: 2,
        clients: {
          A: async (lease) => {
            lease.until = 1;
            await call('work');
            lease.until = 0;
          },
          B: async (lease) => {
            while (lease.until !== 0) {
              await call('look');
              await delay(5);
            }
          },
        },
        judge: (_, { ending }) => ({ outcome: ending.kind }),
      }),
      { faults: ['pause'] },
    );
    assert.deepEqual([verdict, outcomes], ['prevented', ['finished']]);
  });
});
