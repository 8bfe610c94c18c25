import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Acceptable, type Exploration, explore, yieldPoint } from '../../src/index.ts';
import { codeScenario } from '../support/code-scenario.ts';
import { Mutex } from '../support/mutex.ts';

/** Explores one client, or two, with a judge that finds nothing wrong by itself. */
function explored(
  clients: Readonly<Record<string, (mutex: Mutex) => Promise<unknown>>>,
  accepts: readonly Acceptable[] = [],
): Promise<Exploration> {
  return explore(
    codeScenario({
      share: () => new Mutex(),
      clients,
      judge: (_, { ending }) => ({ outcome: ending.kind, accepts }),
    }),
  );
}

const works = () => yieldPoint('work', async () => {});

describe('prevented', () => {
  it('is said when every client has come to its end and done something', async () => {
    const { verdict, reason } = await explored({ A: works, B: works });
    assert.deepEqual([verdict, reason], ['prevented', undefined]);
  });

  describe('is not said of a client whose run rejects', () => {
    const clients = {
      A: works,
      B: async () => {
        await works();
        throw new Error('relation "stocks" does not exist');
      },
    };

    it('which is a violation', async () => {
      const { verdict, violations } = await explored(clients);
      assert.deepEqual(
        [verdict, violations],
        ['possible', ['the run of client B rejected: relation "stocks" does not exist']],
      );
    });

    it('unless the judge accepts it', async () => {
      const { verdict } = await explored(clients, ['rejected']);
      assert.equal(verdict, 'prevented');
    });

    it('and the judge is told of it', async () => {
      const rejections = new Set<string>();
      await explore(
        codeScenario({
          share: () => new Mutex(),
          clients,
          judge: (_, run) => {
            for (const [client, reason] of run.rejections)
              rejections.add(`${client}: ${String(reason)}`);
            return { outcome: '', accepts: ['rejected'] };
          },
        }),
      );
      assert.deepEqual([...rejections], ['B: Error: relation "stocks" does not exist']);
    });
  });

  describe('is not said of clients that are stuck', () => {
    const forgets = async (mutex: Mutex) => {
      await mutex.acquire();
      await works();
    };

    it('which is a violation', async () => {
      const { verdict, violations } = await explored({ A: forgets, B: forgets });
      assert.deepEqual(
        [verdict, violations],
        [
          'possible',
          [
            'no client can go on: A waits inside the process',
            'no client can go on: B waits inside the process',
          ],
        ],
      );
    });

    it('unless the judge accepts it', async () => {
      const { verdict } = await explored({ A: forgets, B: forgets }, ['stuck']);
      assert.equal(verdict, 'prevented');
    });
  });

  describe('is not said of a client that does nothing that is controlled', () => {
    const idle = async () => 'nothing';

    it('in any run', async () => {
      const { verdict, reason } = await explored({ A: works, B: idle });
      assert.equal(verdict, 'inconclusive');
      assert.match(
        reason ?? '',
        /^client B does nothing that is controlled.*controlPostgres\(pg\)/,
      );
    });

    it('unless the judge accepts it', async () => {
      const { verdict } = await explored({ A: works, B: idle }, ['idle']);
      assert.equal(verdict, 'prevented');
    });

    it('but of one that does something in another run', async () => {
      let cached: Promise<unknown> | undefined;
      const once = () => {
        cached ??= works();
        return cached;
      };
      const { verdict } = await explore(
        codeScenario({
          share: () => {
            cached = undefined;
          },
          clients: { A: once, B: once },
        }),
      );
      assert.equal(verdict, 'prevented');
    });
  });
});
