import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ScriptError, type Services, startServices } from '@workbook/services';
import { findIsolationtester } from '../src/isolationtester.ts';
import { main } from '../src/main.ts';
import { type Bench, measureRates, openBench } from '../src/measure.ts';

describe('the bench', () => {
  let services: Services;
  let bench: Bench;
  before(async () => {
    services = await startServices({ postgres: true });
    bench = await openBench(services.postgres?.url ?? '', 2, undefined);
  });
  after(async () => {
    await bench?.pool[Symbol.asyncDispose]();
    await services[Symbol.asyncDispose]();
  });

  it('does all orders that can happen, beside isolationtester where that is installed', async () => {
    const isolationtester = findIsolationtester();
    const rates = await measureRates({ ...bench, isolationtester }, 1);
    assert.deepEqual(
      rates.map(({ name, schedules }) => `${name}: ${schedules}`),
      ['no transaction: 70', 'transaction: 50', 'FOR UPDATE: 24'],
    );
    for (const rate of rates) {
      assert.ok(rate.explorer.median > 0);
      assert.equal('isolationtester' in rate, isolationtester !== undefined);
      assert.equal('times' in rate, isolationtester !== undefined);
    }
  });

  it('says what is wrong with its options', async () => {
    const message = '--rounds must be a whole number from 1 on, got "many"';
    await assert.rejects(main(['--rounds', 'many']), new ScriptError(message));
  });
});
