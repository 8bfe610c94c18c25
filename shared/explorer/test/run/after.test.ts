import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ClientPlan, type Exploration, explore, type Scenario } from '../../src/index.ts';
import { park } from '../support/parts.ts';

/** What was done in a run, in its order; in the end, it is the outcome. */
type Log = string[];

/** A writes twice, and B once; C comes after A where `isNeeded`, and writes what A has not. */
function scenario(isNeeded: (log: Log) => boolean, instanceOfC = 1): Scenario {
  return {
    async prepare() {
      const log: Log = [];
      const write = async (text: string) => {
        await park(`write ${text}`, [{ mode: 'write', scope: 'log' }]);
        log.push(text);
      };
      const clients: ClientPlan[] = [
        {
          name: 'A',
          instance: 0,
          label: 'A begins',
          async run() {
            await write('a1');
            await write('a2');
          },
        },
        { name: 'B', instance: 1, label: 'B begins', run: () => write('b') },
        {
          name: 'C',
          instance: instanceOfC,
          label: 'C begins',
          after: { client: 'A', isNeeded: () => isNeeded(log) },
          run: () => write('c'),
        },
      ];
      return {
        clients,
        judge: async ({ ending }) => ({ outcome: `${ending.kind}: ${log.join(' ')}` }),
      };
    },
  };
}

const outcomesOf = ({ outcomes }: Exploration) => [...outcomes].sort();

describe('a client that comes after another one', () => {
  it('begins when that one is at its end, in every order with the others', async () => {
    const expected = ['a1 a2 b c', 'a1 a2 c b', 'a1 b a2 c', 'b a1 a2 c'];
    for (const reduction of ['none', undefined] as const) {
      const found = await explore(
        scenario(() => true),
        reduction && { reduction },
      );
      assert.deepEqual(outcomesOf(found), expected.map((one) => `finished: ${one}`).sort());
    }
  });

  it('does not begin where it is not needed, and no other waits for it', async () => {
    const found = await explore(scenario(() => false));
    assert.deepEqual(outcomesOf(found), [
      'finished: a1 a2 b',
      'finished: a1 b a2',
      'finished: b a1 a2',
    ]);
  });

  it('begins when that one has crashed before its end, and not when it has crashed after', async () => {
    const found = await explore(
      scenario((log) => !log.includes('a2')),
      { faults: ['crash-before'] },
    );
    const withC = outcomesOf(found).filter((one) => one.includes('c'));
    assert.ok(withC.includes('finished: a1 c b') && withC.includes('finished: b c'));
    assert.ok(withC.every((one) => !one.includes('a2')));
    assert.ok(outcomesOf(found).includes('finished: a1 a2 b'));
  });

  it('is gone with its own instance, although it has not begun', async () => {
    const found = await explore(
      scenario(() => true, 0),
      { faults: ['crash-before'] },
    );
    const afterCrash = outcomesOf(found).filter((one) => !one.includes('a2'));
    assert.ok(afterCrash.length > 0 && afterCrash.every((one) => !one.includes('c')));
  });
});
