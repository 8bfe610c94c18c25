import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { CannotLoad, loadStep, placeIn, reasonOf } from '../../src/world/load-step.ts';

const fixture = (name: string) => join(import.meta.dirname, '../fixtures', name);

/** How often the copy has been asked: counted by the file itself, and by the one beside it. */
async function ask(copy: string): Promise<unknown> {
  const { createAccounts } = await loadStep(fixture('counting.ts'), copy);
  return (createAccounts as unknown as () => unknown)();
}

describe('loadStep', () => {
  it('gives each copy module state of its own, in the files beside it, too', async () => {
    assert.deepEqual(await ask('1'), { own: 1, beside: 1 });
    assert.deepEqual(await ask('2'), { own: 1, beside: 1 });
  });

  it('loads the same copy once', async () => {
    assert.deepEqual(await ask('3'), { own: 1, beside: 1 });
    assert.deepEqual(await ask('3'), { own: 2, beside: 2 });
  });

  for (const [file, reason] of [
    ['throws.ts', /throws\.ts cannot be loaded: this file does not load/],
    ['missing.ts', /missing\.ts cannot be loaded: /],
    [
      'no-accounts.ts',
      /no-accounts\.ts must export a function createAccounts\(resources\), and does not$/,
    ],
  ] as const) {
    it(`says in one sentence why ${file} cannot be judged`, async () => {
      await assert.rejects(loadStep(fixture(file), '1'), (error) => {
        assert.ok(error instanceof CannotLoad);
        assert.match(error.message, reason);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      });
    });
  }
});

describe('reasonOf', () => {
  const failed = (...frames: string[]) =>
    Object.assign(new Error('no such table'), {
      stack: ['Error: no such table', ...frames].join('\n'),
    });
  const ofTheDriver = '    at parse (/project/node_modules/pg-protocol/src/parser.ts:395:9)';
  const ofNode =
    '    at process.processTicksAndRejections (node:internal/process/task_queues:104:5)';

  it('ends with the innermost place that is not in a library', () => {
    const reason = reasonOf(
      failed(
        ofTheDriver,
        ofNode,
        '    at async open (file:///project/steps/05/attempt/accounts.ts?copy=1.0:40:5)',
      ),
    );
    assert.equal(reason, 'no such table (/project/steps/05/attempt/accounts.ts:40)');
  });

  it('names no place when there are only those of a library and of Node', () => {
    assert.equal(reasonOf(failed(ofTheDriver, ofNode)), 'no such table');
  });
});

describe('placeIn', () => {
  const stack = [
    'Error: a call of the driver',
    '    at Client.query (/project/node_modules/pg/lib/client.js:42:9)',
    '    at async begin (file:///project/steps/05/attempt/store/rows.ts?copy=1.0:12:5)',
    '    at async DatabaseAccounts.deposit (file:///project/steps/05/attempt/accounts.ts?copy=1.0:95:5)',
  ].join('\n');

  it('is the innermost line of the code under test', () => {
    assert.equal(placeIn(stack, '/project/steps/05/attempt'), 'store/rows.ts:12');
  });

  it('is not there when the code under test is not in the stack', () => {
    assert.equal(placeIn(stack, '/project/steps/06/attempt'), undefined);
  });
});
