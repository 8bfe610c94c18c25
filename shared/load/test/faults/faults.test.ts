import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { faultRowText } from '../../src/faults/faults-text.ts';
import { claimFor, judgeFault } from '../../src/faults/judge-fault.ts';
import type { Asked, FaultRun } from '../../src/faults/run-fault.ts';
import type { Entry } from '../../src/traffic/ledger.ts';
import { opening } from '../../src/traffic/traffic.ts';

const pair = { payer: 1, payee: 2 };
/** The fault strikes at 100, has broken everything at 110, and is over at 200. */
const times = { struckMs: 100, cutMs: 110, overMs: 200 };
const cut = { cutsDatabase: true };
const harmless = { cutsDatabase: false };
const whole = { allServed: false, mayBeHalf: false };

function asked(sentMs: number, status?: number, kind: Entry['kind'] = 'deposit'): Asked {
  const entry: Entry = { kind, side: 'payer', amount: 5 };
  const request = { method: 'POST', path: '/accounts/1/deposits', pair, entry, sentMs } as const;
  return status === undefined ? request : { ...request, answer: { status, atMs: sentMs + 20 } };
}

function faultRun(during: Asked[], payer: number, more: Partial<FaultRun> = {}): FaultRun {
  const found = new Map([
    [1, opening + payer],
    [2, opening],
  ]);
  const afterwards: Asked[] = [];
  return {
    ...{ pairs: [pair], during, afterwards, troubles: [], ...times, servedMs: 250, found },
    ...more,
  };
}

describe('judgeFault', () => {
  it('is green when what was answered is what the accounts hold', () => {
    const verdict = judgeFault(faultRun([asked(50, 200), asked(150, 503)], 5), cut, whole);
    assert.deepEqual(verdict.failures, []);
    assert.equal(verdict.recoveredMs, 50);
    assert.deepEqual(
      [...verdict.statuses],
      [
        [200, 1],
        [503, 1],
      ],
    );
  });

  it('leaves open what was under way when the connections broke, and nothing else', () => {
    const kept = (sentMs: number) => judgeFault(faultRun([asked(sentMs, 503)], 5), cut, whole);
    assert.deepEqual(kept(95).failures, []);
    assert.equal(kept(95).inDoubt, 1);
    assert.deepEqual(kept(50).failures, ['accounts 1 and 2 are off by 5 and 0']);
    assert.deepEqual(kept(120).failures, ['accounts 1 and 2 are off by 5 and 0']);
  });

  it('finds a refusal that changed a balance where nothing was broken', () => {
    const { failures } = judgeFault(faultRun([asked(105, 503)], 5), harmless, whole);
    assert.deepEqual(failures, ['accounts 1 and 2 are off by 5 and 0']);
  });

  it('finds money that was promised and is gone', () => {
    const { failures } = judgeFault(faultRun([asked(105, 200)], 0), cut, whole);
    assert.deepEqual(failures, ['accounts 1 and 2 are off by -5 and 0']);
  });

  it('lets a refused transfer be half where it is two writes, and nowhere else', () => {
    const half = faultRun([asked(120, 503, 'transfer')], -5);
    assert.deepEqual(judgeFault(half, harmless, { ...whole, mayBeHalf: true }).failures, []);
    assert.equal(judgeFault(half, harmless, whole).failures.length, 1);
  });

  it('is red on a 500, on a needless 503, and on any refusal afterwards', () => {
    const failing = faultRun([asked(120, 500)], 0);
    assert.deepEqual(judgeFault(failing, cut, whole).failures, ['POST /accounts/…/deposits → 500']);
    const refusing = faultRun([asked(120, 503), asked(121, 503)], 0);
    assert.deepEqual(judgeFault(refusing, harmless, { ...whole, allServed: true }).failures, [
      'POST /accounts/…/deposits → 503, 2 times',
    ]);
    const late = faultRun([], 0, { afterwards: [asked(300, 503)] });
    assert.deepEqual(judgeFault(late, cut, whole).failures, [
      'POST /accounts/…/deposits → 503, when the fault was over',
    ]);
  });

  it('is red when a connection is never served again', () => {
    const { failures } = judgeFault(faultRun([], 0, { servedMs: undefined }), cut, whole);
    assert.deepEqual(failures, ['not every connection was served again after the fault']);
  });
});

describe('claimFor', () => {
  it('lets no request be refused for want of Redis', () => {
    assert.equal(claimFor('08', { of: 'redis' }).allServed, true);
    assert.equal(claimFor('08', { of: 'postgres' }).allServed, false);
  });
});

describe('faultRowText', () => {
  it('names what is wrong below the row', () => {
    const fault = { name: 'pool exhausted', of: 'postgres', ...harmless } as const;
    const verdict = judgeFault(faultRun([asked(120, 500)], 7), harmless, whole);
    const text = faultRowText({ step: '06', fault: { ...fault, strike: async () => {} }, verdict });
    assert.match(text, /^06 +pool exhausted +500: 1 .* ✗ wrong\n/);
    assert.match(text, /\n {6}✗ POST \/accounts\/…\/deposits → 500\n {6}✗ accounts 1 and 2/);
  });
});
