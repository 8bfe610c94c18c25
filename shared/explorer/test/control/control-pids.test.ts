import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { explore, parseSchedule, replay, type Scenario, yieldPoint } from '../../src/index.ts';

/** A lock that says whose it is, as a file of a pid would. */
interface Lock {
  owner: number | undefined;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ESRCH');
    return false;
  }
}

/** Takes the lock when no living process has it. */
async function work(lock: Lock): Promise<void> {
  while (lock.owner !== undefined && isAlive(lock.owner)) await delay(5);
  assert.notEqual(lock.owner, process.pid, 'two instances are the same process');
  lock.owner = process.pid;
  await yieldPoint('work', async () => {});
  lock.owner = undefined;
}

/** Two instances with one lock; the pids of those that run after a crash are noted. */
function locked(restarted: number[] = []): Scenario {
  return {
    async prepare(options) {
      const lock: Lock = { owner: undefined };
      const client = (name: string, instance: number) => ({
        name,
        instance,
        label: 'work',
        run: () => work(lock),
      });
      return {
        clients: [client('A', 0), client('B', 1)],
        async judge({ ending, crashedInstances, results }) {
          for (const instance of [0, 1]) restarted.push(options.as(instance, () => process.pid));
          const failed = [...results.values()].some((result) => result !== undefined);
          return {
            outcome: `${ending.kind} ${crashedInstances.join()}`,
            ...((failed || ending.kind !== 'finished') && { violation: ending.kind }),
          };
        },
      };
    },
  };
}

describe('the pid of an instance', () => {
  it('is its own, and is alive for as long as it has not crashed', async () => {
    const { verdict } = await explore(locked(), { faults: ['crash-before', 'crash-after'] });
    assert.equal(verdict, 'prevented');
  });

  it('is another one after a crash, and the same in every run', async () => {
    const pids: number[] = [];
    for (let i = 0; i < 2; i += 1) {
      await replay(locked(pids), parseSchedule('AB'), {});
      await replay(locked(pids), parseSchedule('AA-'), { faults: ['crash-before'] });
    }
    const [a, b, afterCrash, other] = pids;
    assert.equal(new Set([a, b, afterCrash]).size, 3);
    assert.equal(b, other);
    assert.deepEqual(pids.slice(4), pids.slice(0, 4));
  });

  it('is not that of this process, which no signal to another one reaches', async () => {
    const { pid } = process;
    const scenario: Scenario = {
      prepare: async () => ({
        clients: [
          {
            name: 'A',
            instance: 0,
            label: 'kill',
            run: async () =>
              [pid, 0, process.pid + 1000].map((one) => process.kill(one, 'SIGKILL')),
          },
        ],
        judge: async ({ results }) => ({ outcome: JSON.stringify([...results]) }),
      }),
    };
    assert.deepEqual((await explore(scenario)).outcomes, ['[["A",[true,true,true]]]']);
    assert.equal(process.pid, pid);
  });
});
