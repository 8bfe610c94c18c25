import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deposit, race } from '@workbook/course';
import type { Turn } from '@workbook/explorer';
import type { Ask } from '../../src/verdict/aftermath.ts';
import type { Evidence } from '../../src/verdict/evidence.ts';
import { AfterRun } from '../../src/world/after-run.ts';
import { ann, exchange, ok } from '../support/histories.ts';
import { turn } from '../support/turns.ts';

const crashBefore = (text: string): Turn =>
  turn(0, 'A', { text, move: { client: 'A', fault: 'crash-before' }, outcome: 'crashed' });
const failed = (text: string): Turn => turn(0, 'A', { text, reply: { error: { message: 'no' } } });

describe('the requests after a run', () => {
  /** Of each run, whether requests were sent after it: with what it was, and what is stored when it is over. */
  async function asked(
    runs: readonly (readonly [Turn, string | undefined])[],
    { instances = 1, stateless = false, balance = 70 } = {},
  ): Promise<readonly boolean[]> {
    let content: string | undefined;
    let requests = 0;
    const ask: Ask = async (sent) => {
      requests += sent.length;
      return sent.map((request, i) => exchange('Z', request, i, i + 1, ok({ id: 9 + requests })));
    };
    const theRace = race('any', {
      anomaly: 'any',
      question: 'any',
      accounts: { ann: 100 },
      instances,
      clients: { A: deposit('ann', 5) },
    });
    const after = new AfterRun(
      theRace,
      { hasRedis: false, content: async () => content },
      {
        closable: true,
        defect: '',
        forgetDefect: () => {},
        clientOf: () => assert.fail('it is asked by questions'),
      },
      { ids: new Map([['ann', 1]]) },
      stateless,
    );
    const all: boolean[] = [];
    for (const [what, stored] of runs) {
      content = stored;
      requests = 0;
      const final = [ann(balance)];
      const evidence: Evidence = {
        race: theRace,
        beginning: [ann(100)],
        exchanges: [],
        ending: { kind: 'finished' },
        turns: [what],
        final,
      };
      const questions = { ask, askPatiently: ask, passTime: async () => {} };
      const wrong = await after.wrong(evidence, final, new Map([['ann', 1]]), questions, () => '');
      assert.equal(wrong, undefined);
      all.push(requests > 0);
    }
    return all;
  }

  const crashes = [
    [crashBefore('begin'), 'rows'],
    [crashBefore('commit'), 'rows'],
    [crashBefore('commit'), 'rows and a lock'],
  ] as const;

  it('are sent once for each state of the servers where a crash has taken all that was in memory', async () => {
    assert.deepEqual(await asked(crashes), [true, false, true]);
    assert.deepEqual(await asked(crashes, { instances: 2, stateless: true }), [true, false, true]);
  });

  it('are sent after each crash where another instance remembers, or there are files', async () => {
    const remembering = await asked(crashes, { instances: 2 });
    assert.deepEqual(remembering, [true, true, false]);
    const files = crashes.map(([crash]) => [crash, undefined] as const);
    assert.deepEqual(await asked(files), [true, true, false]);
  });

  it('are sent once for each way in which something has failed, where nothing has crashed', async () => {
    const runs = ['begin', 'commit', 'begin'].map((text) => [failed(text), 'rows'] as const);
    assert.deepEqual(await asked(runs), [true, true, false]);
  });
});
