import assert from 'node:assert/strict';
import { join } from 'node:path';
import { beforeEach, describe, it } from 'node:test';
import type { Resources } from '@workbook/domain';
import { Instances } from '../../src/world/instances.ts';
import { forgetCopies } from '../../src/world/load-step.ts';
import { SetUpFailed } from '../../src/world/set-up-failed.ts';

const file = join(import.meta.dirname, '../fixtures/telling.ts');
const as = <T>(_instance: number, work: () => T): T => work();

describe('the instances of a service', () => {
  /** What the code has told when it was started: how often in its module state, with which resources. */
  let told: string[] = [];
  let failure: Error | undefined;
  let instances: Instances;
  beforeEach(() => {
    forgetCopies();
    told = [];
    failure = undefined;
    const resourcesOf = (instance: number) => {
      const tell = (what: number | string) => {
        told.push(`${instance}: ${what}`);
        if (failure) throw failure;
      };
      return { tell } as unknown as Resources;
    };
    instances = new Instances(file, 2, resourcesOf);
  });

  it('have module state of their own, which createSchema shares with the first of them', async () => {
    await instances.createSchema(as);
    await instances.start(as);
    assert.deepEqual(told, ['0: 1', '0: 2', '1: 1']);
    assert.ok(instances.running);
  });

  it('begin with new module state when they start again', async () => {
    await instances.start(as);
    await instances.stop();
    assert.ok(!instances.running);
    await instances.start(as);
    assert.equal(await instances.restart([1], as), undefined);
    const starts = told.filter((one) => !one.endsWith('closed'));
    assert.deepEqual(starts, ['0: 1', '1: 1', '0: 1', '1: 1', '1: 1']);
  });

  it('cannot be set up with code that throws at the beginning', async () => {
    failure = new Error('no such table');
    await assert.rejects(instances.start(as), (error) => {
      assert.ok(error instanceof SetUpFailed);
      assert.match(error.message, /^createAccounts\(resources\) throws: no such table/);
      return true;
    });
  });

  it('do not take for a mistake of the code what the server lacks, neither at the beginning nor after a crash', async () => {
    await instances.start(as);
    const connection = Object.assign(new Error('too many clients already'), { code: '53300' });
    failure = new Error('cannot connect', { cause: connection });
    const lack = {
      name: 'Error',
      message:
        'the PostgreSQL server lacks what it needs (53300: too many clients already): nothing can be said of the code',
    };
    await assert.rejects(instances.restart([0], as), lack);
    await assert.rejects(instances.createSchema(as), lack);
  });

  it('say why one does not start again after a crash', async () => {
    await instances.start(as);
    failure = new Error('half a file');
    assert.match((await instances.restart([0], as)) ?? '', /^half a file/);
  });

  for (const closable of [true, false]) {
    it(`are ${closable ? '' : 'not '}waited for when they ${closable ? 'can close' : 'are stuck'}`, async () => {
      await instances.start(as);
      instances.closable = closable;
      await instances.stop();
      assert.equal(told.includes('0: closed'), closable);
    });
  }
});
