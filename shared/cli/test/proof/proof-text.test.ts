import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ProofCheckResult } from '../../src/index.ts';
import { proofCheckText, proofText } from '../../src/proof/proof-text.ts';
import { checkedTask } from '../support/loop-states.ts';
import { proofWith, stepFinding } from '../support/proofs.ts';

const { day, versions } = proofWith();
const red = stepFinding('02', {
  verdict: 'red',
  failing: { race: 'lost-update', schedule: 'ABA', violation: 'ann lost 50', wrongAlone: false },
});
const undone = stepFinding('03', {
  verdict: 'red',
  tasks: [checkedTask(2, 'Define the entity', 'fails')],
});
const broken = stepFinding('04', {
  verdict: 'broken',
  problem: { kind: 'type-error', message: 'steps/04/attempt/accounts.ts:3 has a type error: no' },
});
const open = stepFinding('05', { verdict: 'inconclusive' });

const alone = stepFinding('06', {
  verdict: 'red',
  failing: { race: 'deposits-alone', schedule: 'AAA', violation: 'ann holds 1', wrongAlone: true },
});

describe('what people read of a proof', () => {
  it('is a line for each step, and how to judge it again', () => {
    const steps = [stepFinding('01'), red, undone, broken, open, alone];
    assert.equal(
      proofText({ file: 'p.json', steps }),
      `✓ step 01  green: 9 races cannot happen, in all 1,780 orders
✗ step 02  red: lost-update can happen, as in ABA
✗ step 03  red: task 2 is not done: Define the entity
! step 04  cannot be judged: steps/04/attempt/accounts.ts:3 has a type error:
           no
? step 05  inconclusive: nothing fails, but not all orders could be tried
✗ step 06  red: wrong, and no two requests overlap: deposits-alone, as in AAA

p.json has your code and these verdicts: npx workbook proof --check p.json judges it again.`,
    );
  });

  it('says of each step whether the verdict is the same, and what it was judged with', () => {
    const result: ProofCheckResult = {
      format: 1,
      environment: { node: '24.0.0' },
      file: 'p.json',
      day,
      ok: false,
      claimedVersions: versions,
      versions: { ...versions, node: '26.0.0', postgresql: null },
      steps: [
        { step: '01', claimed: 'green', same: true, found: stepFinding('01') },
        { step: '02', claimed: 'green', same: false, found: red },
      ],
      durationMs: 1,
    };
    assert.equal(
      proofCheckText(result),
      `✓ step 01  as said: green: 9 races cannot happen, in all 1,780 orders
✗ step 02  said green, and found otherwise: red: lost-update can happen, as in
           ABA

Judged with others: node 24.0.0, here 26.0.0.

Not every verdict is as it was said, and green.`,
    );
    assert.match(
      proofCheckText({ ...result, ok: true, versions }),
      /\n\nEvery verdict is as it was said, and green\.$/,
    );
  });
});
