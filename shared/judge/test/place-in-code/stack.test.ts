import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { placeBehind, placeIn, reasonOf } from '../../src/place-in-code/stack.ts';

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

  it('takes what serves the code under test for a library', () => {
    const http = new URL('entity-tags.ts', import.meta.resolve('@workbook/http'));
    assert.equal(reasonOf(failed(`    at versionOf (${http.href}:16:18)`)), 'no such table');
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

  it('is not in a library that lies beside the code', () => {
    assert.equal(placeIn(stack, '/project'), 'steps/05/attempt/store/rows.ts:12');
  });

  it('is not there when the code under test is not in the stack', () => {
    assert.equal(placeIn(stack, '/project/steps/06/attempt'), undefined);
  });
});

describe('placeBehind', () => {
  const stackIn = (folder: string) =>
    [
      '    at Client.query (/project/node_modules/pg/lib/client.js:42:9)',
      `    at async #query (file://${folder}/accounts.ts?copy=1.0:2:5)`,
    ].join('\n');
  const bank = (deposit: string) =>
    `class Bank {\n  #query(work: () => void) { work(); }\n  ${deposit}\n}\n`;

  it('is not known where no file says which line is whose', () => {
    const folder = '/project/steps/05/attempt';
    assert.equal(placeBehind(stackIn(folder), folder, 'deposit'), undefined);
    assert.equal(placeBehind('', folder, 'deposit'), undefined);
  });

  it('is the line of the method in the file as it is now', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'workbook-places-'));
    try {
      const file = join(folder, 'accounts.ts');
      const behind = (method: string) => placeBehind(stackIn(folder), folder, method);
      await writeFile(file, bank('deposit() { return this.#query(() => {}); }'));
      assert.equal(behind('deposit'), 'accounts.ts:3');
      assert.equal(behind('withdraw'), undefined);
      await writeFile(file, bank('withdraw() { return this.#query(() => {}); }'));
      assert.equal(behind('deposit'), undefined);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
