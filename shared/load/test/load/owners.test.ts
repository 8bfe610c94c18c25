import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeOwners, type OwnersRun } from '../../src/load/owners.ts';
import { loadPlans } from '../../src/load/plan.ts';

const plan = loadPlans.find(({ accounts }) => accounts === 'owned');
assert.ok(plan);

const account = (id: number, balance: number) => ({ id, owner: 'ann', balance });
const call = (change: number, outcome: 'done' | 'refused') =>
  ({ method: 'POST', path: '/accounts', owner: 'ann', change, outcome }) as const;

/** An owner with one account, and a second one that was opened; of two withdrawals, one was paid. */
const right: OwnersRun = {
  owners: ['ann'],
  calls: [call(10, 'done'), call(10, 'refused'), call(-15, 'done'), call(-15, 'refused')],
  troubles: [],
  found: [
    [account(1, -5), account(2, 10)],
    [account(1, -5), account(2, 10)],
  ],
  durationMs: 0,
};
const foundBoth = (...accounts: ReturnType<typeof account>[]) => ({ found: [accounts, accounts] });

describe('judgeOwners', () => {
  it('takes what keeps the rules', () => {
    const { failures, wrongAccounts, accounts, done, refused } = judgeOwners(right, plan);
    assert.deepEqual([failures, wrongAccounts, accounts, done, refused], [[], 0, 2, 2, 2]);
  });

  for (const [what, wrong, failure] of [
    [
      'too many accounts',
      {
        calls: [call(10, 'done'), call(10, 'done')],
        ...foundBoth(...[1, 2, 3].map((id) => account(id, 10))),
      },
      'an owner has 3 accounts',
    ],
    [
      'less than nothing in both',
      {
        calls: [call(10, 'done'), call(-15, 'done'), call(-15, 'done')],
        ...foundBoth(account(1, -5), account(2, -5)),
      },
      "an owner's accounts hold -10 together",
    ],
    [
      'an account that no answer explains',
      { calls: [call(10, 'refused')], ...foundBoth(account(1, 5), account(2, 5)) },
      'an owner has 2 accounts, not 1',
    ],
    [
      'money that no answer explains',
      foundBoth(account(1, -4), account(2, 10)),
      "an owner's accounts hold 6 together, not 5",
    ],
    [
      'processes that differ',
      { found: [right.found[0] ?? [], [account(1, -5)]] },
      'the processes do not say the same of the accounts',
    ],
    ['a defect', { troubles: ['POST /accounts → 500'] }, 'POST /accounts → 500'],
  ] as const)
    it(`is red for ${what}`, () => {
      assert.deepEqual(judgeOwners({ ...right, ...wrong }, plan).failures, [failure]);
    });
});
