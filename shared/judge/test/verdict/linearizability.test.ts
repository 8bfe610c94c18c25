import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  close,
  deposit,
  find,
  list,
  open,
  type Request,
  transfer,
  withdraw,
} from '@workbook/course';
import type { Account } from '@workbook/domain';
import fc from 'fast-check';
import type { Exchange } from '../../src/verdict/history.ts';
import { explain } from '../../src/verdict/linearizability.ts';
import { ann, bob, exchange, ok, refused } from '../support/histories.ts';

const explained = (exchanges: readonly Exchange[], final: readonly Account[], mayGiveUp = false) =>
  explain({ beginning: [ann(100), bob(50)], mayGiveUp }, exchanges, final);

describe('a history is explained when', () => {
  it('nothing was asked and nothing has changed', () => {
    assert.deepEqual(explained([], [ann(100), bob(50)]), []);
  });

  it('two overlapping requests fit in one of their orders', () => {
    const history = [
      exchange('A', withdraw('ann', 30), 0, 5, ok(ann(120))),
      exchange('B', deposit('ann', 50), 1, 4, ok(ann(150))),
    ];
    assert.deepEqual(explained(history, [ann(120), bob(50)]), [1, 0]);
  });

  it('a refusal was right at some moment between the call and the answer', () => {
    const history = [
      exchange('A', withdraw('ann', 80), 0, 5, ok(ann(20))),
      exchange('B', withdraw('ann', 80), 1, 4, refused('insufficient_funds')),
    ];
    assert.deepEqual(explained(history, [ann(20), bob(50)]), [0, 1]);
  });

  it('a request without an answer was carried out, or was not', () => {
    const history = [exchange('A', withdraw('ann', 30), 0)];
    assert.ok(explained(history, [ann(100), bob(50)]));
    assert.ok(explained(history, [ann(70), bob(50)]));
    assert.equal(explained(history, [ann(40), bob(50)]), undefined);
  });

  it('an account is opened under a new id, and closed when it is empty', () => {
    const cat = { id: 3, owner: 'cat', balance: 0 };
    const history = [
      exchange('A', open('cat', 0), 0, 1, { status: 201, body: cat }),
      exchange('A', close('cat'), 2, 3, { status: 204, body: null }),
    ];
    assert.ok(explained(history, [ann(100), bob(50)]));
    const used = [exchange('A', open('cat', 0), 0, 1, { status: 201, body: { ...cat, id: 2 } })];
    assert.equal(explained(used, [ann(100), bob(50), { ...cat, id: 2 }]), undefined);
  });

  it('a client gave up although it could be served, if the race allows that', () => {
    for (const answer of [refused('unavailable', 503), refused('conflict')]) {
      const history = [exchange('A', withdraw('ann', 30), 0, 1, answer)];
      assert.ok(explained(history, [ann(100), bob(50)], true));
      assert.equal(explained(history, [ann(100), bob(50)], false), undefined);
      assert.equal(explained(history, [ann(70), bob(50)], true), undefined);
    }
  });
});

describe('a history is not explained when', () => {
  const bad: Record<string, [Exchange[], Account[]]> = {
    'an update is lost': [
      [
        exchange('A', withdraw('ann', 30), 0, 5, ok(ann(70))),
        exchange('B', deposit('ann', 50), 1, 4, ok(ann(150))),
      ],
      [ann(70), bob(50)],
    ],
    'a read that began after a write was answered does not see it': [
      [
        exchange('A', deposit('ann', 50), 0, 1, ok(ann(150))),
        exchange('B', find('ann'), 2, 3, ok(ann(100))),
      ],
      [ann(150), bob(50)],
    ],
    'a list shows half of a transfer': [
      [
        exchange('A', transfer('ann', 'bob', 30), 0, 5, ok({ from: ann(70), to: bob(80) })),
        exchange('B', list(), 1, 4, ok([ann(70), bob(50)])),
      ],
      [ann(70), bob(80)],
    ],
    'two requests got the same answer, which only one can have got': [
      [
        exchange('A', deposit('ann', 10), 0, 5, ok(ann(110))),
        exchange('B', deposit('ann', 10), 1, 4, ok(ann(110))),
      ],
      [ann(120), bob(50)],
    ],
    'a refusal names the wrong reason': [
      [exchange('A', withdraw('ann', 300), 0, 1, refused('unknown_account', 404))],
      [ann(100), bob(50)],
    ],
    'what can be afforded is refused': [
      [exchange('A', withdraw('ann', 100), 0, 1, refused('insufficient_funds'))],
      [ann(100), bob(50)],
    ],
    'what cannot be afforded is paid': [
      [exchange('A', withdraw('ann', 101), 0, 1, ok(ann(-1)))],
      [ann(-1), bob(50)],
    ],
    'the answer is of another account': [
      [exchange('A', find('ann'), 0, 1, ok({ ...ann(100), id: 2 }))],
      [ann(100), bob(50)],
    ],
    'an account is gone that no request closed': [[], [ann(100)]],
  };
  for (const [name, [history, final]] of Object.entries(bad)) {
    it(name, () => assert.equal(explained(history, final), undefined));
  }
});

describe('explain', () => {
  it('agrees with trying every order of every choice', () => {
    let good = 0;
    let bad = 0;
    fc.assert(
      fc.property(histories, ({ history, final }) => {
        const expected = bruteForce(history, final);
        if (expected) good += 1;
        else bad += 1;
        assert.equal(explained(history, final) !== undefined, expected);
      }),
      { numRuns: 3000, seed: 1 },
    );
    assert.ok(good > 300 && bad > 300, `${good} good and ${bad} bad histories say little`);
  });
});

interface Balances {
  readonly ann: number;
  readonly bob: number;
}

/** The rules once more, as simply as can be: the answer to a request and the balances after it. */
function serve(
  { call }: Request,
  { ann: a, bob: b }: Balances,
): { answer: unknown; after: Balances } {
  const before = { ann: a, bob: b };
  const no = { answer: refused('insufficient_funds'), after: before };
  if (call.kind === 'find') return { answer: ok(ann(a)), after: before };
  if (call.kind === 'deposit')
    return { answer: ok(ann(a + call.amount)), after: { ann: a + call.amount, bob: b } };
  if (call.kind === 'withdraw')
    return a < call.amount
      ? no
      : { answer: ok(ann(a - call.amount)), after: { ann: a - call.amount, bob: b } };
  if (call.kind !== 'transfer' || a < call.amount) return no;
  const after = { ann: a - call.amount, bob: b + call.amount };
  return { answer: ok({ from: ann(after.ann), to: bob(after.bob) }), after };
}

function bruteForce(history: readonly Exchange[], final: readonly Account[]): boolean {
  const tryNext = (balances: Balances, left: readonly Exchange[]): boolean => {
    if (
      left.every(({ answer }) => !answer) &&
      JSON.stringify(final) === JSON.stringify([ann(balances.ann), bob(balances.bob)])
    )
      return true;
    return left.some((one) => {
      if (left.some(({ answeredAt = Number.POSITIVE_INFINITY }) => answeredAt < one.calledAt))
        return false;
      const { answer, after } = serve(one, balances);
      if (one.answer && JSON.stringify(one.answer) !== JSON.stringify(answer)) return false;
      return tryNext(
        after,
        left.filter((other) => other !== one),
      );
    });
  };
  return tryNext({ ann: 100, bob: 50 }, history);
}

const amount = fc.constantFrom(30, 60, 90);
const request: fc.Arbitrary<Request> = fc.oneof(
  fc.constant(find('ann')),
  amount.map((n) => deposit('ann', n)),
  amount.map((n) => withdraw('ann', n)),
  amount.map((n) => transfer('ann', 'bob', n)),
);

/** Answers as one order would have given them, at times that may not allow it, with and without damage. */
const histories = fc
  .record({
    asked: fc.array(
      fc.record({ request, calledAt: fc.nat(6), lasts: fc.nat(6), lost: fc.nat(5) }),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
    damage: fc.constantFrom(0, 0, 30),
  })
  .map(({ asked, damage }) => {
    let balances: Balances = { ann: 100, bob: 50 };
    const history = asked.map(({ request: one, calledAt, lasts, lost }, i) => {
      const { answer, after } = serve(one, balances);
      balances = after;
      const client = 'ABCD'[i] as string;
      return lost === 0
        ? exchange(client, one, calledAt)
        : exchange(client, one, calledAt, calledAt + lasts, answer as Exchange['answer']);
    });
    return { history, final: [ann(balances.ann + damage), bob(balances.bob)] };
  });
