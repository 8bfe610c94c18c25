import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  callersOf,
  deposit,
  find,
  list,
  open,
  type Race,
  race,
  transfer,
  withdraw,
} from '@workbook/course';
import { inOrder, sendsAreFree } from '../../src/world/sends.ts';

const between = (clients: Race['clients']) => callersOf(race('some race', { ...spec, clients }));
const spec = { anomaly: 'none', question: 'Which?', accounts: { ann: 100 }, instances: 2 };

describe('when a request is sent', () => {
  for (const [name, clients] of Object.entries({
    'accounts that were there': { A: withdraw('ann', 1), B: deposit('ann', 2) },
    'an account that the client has opened': { A: [open('cleo', 1), find('cleo')], B: list() },
    'an account that no client opens': { A: find('nobody'), B: open('cleo', 1) },
  }))
    it(`makes no difference to requests for ${name}`, () =>
      assert.equal(sendsAreFree(between(clients)), true));

  for (const [name, clients] of Object.entries({
    'an account that another client opens': { A: open('cleo', 1), B: find('cleo') },
    'an account to which another client opens the way': {
      A: open('cleo', 1),
      B: transfer('ann', 'cleo', 5),
    },
  }))
    it(`makes a difference to requests for ${name}`, () =>
      assert.equal(sendsAreFree(between(clients)), false));
});

describe('requests in another order of the turns', () => {
  it('are sent and answered where their turns have come to', () => {
    const { call, label } = withdraw('ann', 1);
    const exchanges = [
      { client: 'A', call, label, calledAt: 1, answeredAt: 3 },
      { client: 'B', call, label, calledAt: 2 },
    ];
    // B's turn has come behind the two of A.
    const moved = inOrder(exchanges, [0, 2, 1]);
    assert.deepEqual(
      moved.map(({ calledAt, answeredAt }) => [calledAt, answeredAt]),
      [
        [1, 2],
        [3, undefined],
      ],
    );
  });
});
