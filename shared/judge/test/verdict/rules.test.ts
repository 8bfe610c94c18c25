import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  atMostAccounts,
  close,
  deposit,
  keysCountOnce,
  keysRequired,
  open,
  type Request,
  type Rule,
  race,
  report,
  sumNotBelowZero,
  transfer,
  withdraw,
  withKey,
  withoutKey,
} from '@workbook/course';
import type { Account } from '@workbook/domain';
import fc from 'fast-check';
import type { Evidence } from '../../src/verdict/evidence.ts';
import type { Answer, Exchange } from '../../src/verdict/history.ts';
import { explain } from '../../src/verdict/linearizability.ts';
import { findViolation } from '../../src/verdict/oracle.ts';
import { ann, exchange, ok, refused } from '../support/histories.ts';
import { type Bank, bankOf, finalOf, histories, serve } from '../support/small-bank.ts';

const savings = (balance: number): Account => ({ id: 2, owner: "ann's savings", balance });
const third = { id: 3, owner: "ann's third", balance: 0 };
const created = (body: Account): Answer => ({ status: 201, body });
const again = (answer: Answer): Answer => ({ ...answer, isReplay: true });
const beginning = [ann(100), savings(50)];

const explained = (
  rules: readonly Rule[],
  exchanges: Exchange[],
  final: Account[],
  crashedAt = 99,
) => explain({ beginning, rules, crashedAt }, exchanges, final) !== undefined;

/** Whether it is explained by the rules; without them, it is not. */
function onlyBy(rules: readonly Rule[], exchanges: Exchange[], final: Account[]): void {
  assert.ok(explained(rules, exchanges, final));
  assert.ok(!explained([], exchanges, final));
}

describe('atMostAccounts', () => {
  const two = [atMostAccounts(2)];

  it('refuses one account too many, and no other', () => {
    const refusal = refused('too_many_accounts');
    onlyBy(two, [exchange('A', open("ann's third", 0), 0, 1, refusal)], beginning);
    const opened = [exchange('A', open("ann's third", 0), 0, 1, created(third))];
    assert.ok(!explained(two, opened, [...beginning, third]));
    const bob = { id: 3, owner: 'bob', balance: 0 };
    const another = [exchange('A', open('bob', 0), 0, 1, created(bob))];
    assert.ok(explained(two, another, [...beginning, bob]));
  });

  it('lets a closed account be followed by another', () => {
    const history = [
      exchange('A', withdraw("ann's savings", 50), 0, 1, ok(savings(0))),
      exchange('A', close("ann's savings"), 2, 3, { status: 204, body: null }),
      exchange('B', open("ann's third", 0), 2, 4, created(third)),
    ];
    assert.ok(explained(two, history, [ann(100), third]));
  });

  it('knows an account by its owner whose opening was not answered', () => {
    const lost = [exchange('A', open("ann's third", 0), 0)];
    const final = [...beginning, { ...third, owner: 'ann' }];
    assert.ok(explained([], lost, final));
    assert.ok(!explained(two, lost, final));
    assert.ok(explained(two, lost, beginning));
  });
});

describe('sumNotBelowZero', () => {
  const pool = [sumNotBelowZero];

  it('lets one account fall below zero, as far as the others hold enough', () => {
    onlyBy(
      pool,
      [exchange('A', withdraw('ann', 150), 0, 1, ok(ann(-50)))],
      [ann(-50), savings(50)],
    );
    const tooMuch = [exchange('A', withdraw('ann', 151), 0, 1, ok(ann(-51)))];
    assert.ok(!explained(pool, tooMuch, [ann(-51), savings(50)]));
    const refusal = [exchange('A', withdraw('ann', 151), 0, 1, refused('insufficient_funds'))];
    assert.ok(explained(pool, refusal, beginning));
  });

  it('takes a write skew for what it is', () => {
    const skew = [
      exchange('A', withdraw('ann', 120), 0, 5, ok(ann(-20))),
      exchange('B', withdraw("ann's savings", 120), 1, 4, ok(savings(-70))),
    ];
    assert.ok(!explained(pool, skew, [ann(-20), savings(-70)]));
  });

  it('lets as much go from one account of an owner to the other as the owner has', () => {
    const all = ok({ from: ann(-50), to: savings(200) });
    const moved = [exchange('A', transfer('ann', "ann's savings", 150), 0, 1, all)];
    onlyBy(pool, moved, [ann(-50), savings(200)]);
    const more = ok({ from: ann(-51), to: savings(201) });
    const tooMuch = [exchange('A', transfer('ann', "ann's savings", 151), 0, 1, more)];
    assert.ok(!explained(pool, tooMuch, [ann(-51), savings(201)]));
  });

  it('closes no account that is below zero', () => {
    const history = (answer: Answer) => [
      exchange('A', withdraw('ann', 150), 0, 1, ok(ann(-50))),
      exchange('A', close('ann'), 2, 3, answer),
    ];
    assert.ok(explained(pool, history(refused('account_not_empty')), [ann(-50), savings(50)]));
    assert.ok(!explained(pool, history({ status: 204, body: null }), [savings(50)]));
  });
});

describe('report', () => {
  const transferred = exchange(
    'B',
    transfer('ann', "ann's savings", 30),
    0,
    9,
    ok({ from: ann(70), to: savings(80) }),
  );
  const told = (accounts: number, total: number) =>
    explained(
      [],
      [transferred, exchange('A', report('ann'), 1, 8, ok({ owner: 'ann', accounts, total }))],
      [ann(70), savings(80)],
    );

  it('adds up what is there at one moment', () => {
    assert.ok(told(2, 150));
    assert.ok(!told(2, 120), 'half of a transfer');
    assert.ok(!told(1, 150));
  });

  it('is no request where the storage cannot add up', () => {
    const history = [exchange('A', report('ann'), 0, 1, refused('unknown_route', 404))];
    assert.ok(explained([], history, beginning));
  });
});

describe('keysCountOnce', () => {
  const once = [keysCountOnce];
  const pay = withKey('k', withdraw('ann', 30));
  const paid = ok(ann(70));
  const final = [ann(70), savings(50)];
  const said = (...exchanges: Exchange[]) => explained(once, exchanges, final);

  it('gives the same answer to all requests with one key, of which one is carried out', () => {
    const first = exchange('A', pay, 0, 1, paid);
    onlyBy(once, [first, exchange('B', pay, 2, 3, again(paid))], final);
    assert.ok(!said(first, exchange('B', pay, 2, 3, paid)), 'says that it is a replay');
    assert.ok(!said(exchange('A', pay, 0, 1, again(paid))), 'the first is none');
    assert.ok(!said(first, exchange('B', pay, 2, 3, again(ok(ann(40))))));
    const twice = [first, exchange('B', pay, 2, 3, ok(ann(40)))];
    assert.ok(!explained(once, twice, [ann(40), savings(50)]));
    assert.ok(explained([], twice, [ann(40), savings(50)]));
  });

  it('gives a refusal again, although money has arrived', () => {
    const tooMuch = withKey('k', withdraw('ann', 300));
    const no = refused('insufficient_funds');
    const history = (second: Answer) => [
      exchange('A', tooMuch, 0, 1, no),
      exchange('B', deposit('ann', 500), 2, 3, ok(ann(600))),
      exchange('A', tooMuch, 4, 5, second),
    ];
    assert.ok(explained(once, history(again(no)), [ann(600), savings(50)]));
    assert.ok(!explained(once, history(ok(ann(300))), [ann(300), savings(50)]));
  });

  it('knows what came of a request without an answer by the second one', () => {
    const lost = exchange('A', pay, 0);
    assert.ok(said(lost, exchange('A', pay, 5, 6, again(paid))), 'it was carried out');
    assert.ok(said(lost, exchange('A', pay, 5, 6, paid)), 'it was not');
    assert.ok(!explained(once, [lost, exchange('A', pay, 5, 6, again(paid))], beginning));
    const no = refused('insufficient_funds');
    const tooMuch = withKey('k', withdraw('ann', 300));
    const history = [
      exchange('A', tooMuch, 0),
      exchange('B', deposit('ann', 500), 2, 3, ok(ann(600))),
      exchange('A', tooMuch, 4, 5, again(no)),
    ];
    assert.ok(
      explained(once, history, [ann(600), savings(50)]),
      'it was refused, before the money',
    );
  });

  it('knows an account by the second answer whose opening was not answered first', () => {
    const opening = withKey('k', open("ann's third", 0));
    const history = [
      exchange('A', opening, 0),
      exchange('A', opening, 5, 6, again(created(third))),
    ];
    assert.ok(explained(once, history, [...beginning, third]));
    assert.ok(!explained(once, history, [...beginning, { ...third, id: 4 }]));
  });

  it('is for one request', () => {
    const other = withKey('k', withdraw('ann', 20));
    const first = exchange('A', pay, 0, 1, paid);
    assert.ok(said(first, exchange('B', other, 2, 3, refused('key_reused', 422))));
    assert.ok(!said(first, exchange('B', other, 2, 3, again(paid))));
    assert.ok(!said(first, exchange('B', pay, 2, 3, refused('key_reused', 422))));
  });

  it('is in use only while another request with it is at work', () => {
    const inUse = refused('key_in_use');
    assert.ok(said(exchange('A', pay, 0, 5, paid), exchange('B', pay, 1, 4, inUse)));
    assert.ok(!said(exchange('A', pay, 0, 1, paid), exchange('B', pay, 2, 3, inUse)));
    const crashed = [exchange('A', pay, 0), exchange('A', pay, 7, 8, inUse)];
    assert.ok(explained(once, crashed, final, 7));
    assert.ok(!explained(once, crashed, final, 5), 'nobody is at work after the crash');
    assert.ok(explain({ beginning, rules: once, mayGiveUp: true, crashedAt: 5 }, crashed, final));
  });

  it('is not looked at where a request is refused by its form', () => {
    const toSelf = withKey('k', transfer('ann', 'ann', 5));
    const no = refused('same_account', 422);
    const history = [exchange('A', toSelf, 0, 1, no), exchange('A', toSelf, 2, 3, no)];
    assert.ok(explained(once, history, beginning));
  });
});

describe('keysRequired', () => {
  it('refuses what comes without a key, and nothing else', () => {
    const rules = [keysRequired];
    const bare = withoutKey(deposit('ann', 5));
    onlyBy(rules, [exchange('A', bare, 0, 1, refused('key_required', 400))], beginning);
    const done = [exchange('A', bare, 0, 1, ok(ann(105)))];
    assert.ok(!explained(rules, done, [ann(105), savings(50)]));
    const keyed = [exchange('A', withKey('k', deposit('ann', 5)), 0, 1, ok(ann(105)))];
    assert.ok(explained(rules, keyed, [ann(105), savings(50)]));
  });
});

describe('a request that is sent again', () => {
  const refusal = refused('unavailable', 503);
  const first = { ...exchange('A', withdraw('ann', 30), 0, 1, refusal), isSentAgain: true };

  it('may have been answered 503, and nothing has come of that', () => {
    const second = exchange('A', withdraw('ann', 30), 2, 3, ok(ann(70)));
    assert.ok(explained([], [first, second], [ann(70), savings(50)]));
    assert.ok(!explained([], [first], [ann(70), savings(50)]));
    const { isSentAgain: _, ...given } = first;
    assert.ok(!explained([], [given, second], [ann(70), savings(50)]));
  });
});

describe('the oracle', () => {
  const holdsTo = (...rules: Rule[]) =>
    race('any', {
      anomaly: 'write skew',
      question: 'Is it right?',
      accounts: { ann: 100, "ann's savings": 50 },
      instances: 1,
      clients: { A: withdraw('ann', 30) },
      rules,
    });
  const violation = (evidence: Partial<Evidence>) =>
    findViolation({
      race: holdsTo(),
      beginning,
      exchanges: [],
      turns: [],
      ending: { kind: 'finished' },
      final: beginning,
      ...evidence,
    });

  it('tells who has too many accounts', () => {
    const evidence = {
      exchanges: [exchange('A', open("ann's third", 0), 0, 1, created(third))],
      final: [...beginning, third],
    };
    const sentence = 'ann has 3 accounts: an owner may have 2';
    assert.equal(violation({ ...evidence, race: holdsTo(atMostAccounts(2)) }), sentence);
    assert.equal(violation(evidence), undefined);
  });

  it('tells whose sum has fallen below zero, and not that one account has', () => {
    const skew = {
      exchanges: [
        exchange('A', withdraw('ann', 120), 0, 5, ok(ann(-20))),
        exchange('B', withdraw("ann's savings", 120), 1, 4, ok(savings(-70))),
      ],
      final: [ann(-20), savings(-70)],
    };
    const pool = holdsTo(sumNotBelowZero);
    assert.equal(
      violation({ ...skew, race: pool }),
      "ann holds -90 in all (ann -20, ann's savings -70): the sum of an owner's accounts must never fall below zero",
    );
    assert.match(violation(skew) ?? '', /^ann holds -20: a balance/);
    const [first] = skew.exchanges;
    const final = [ann(-20), savings(50)];
    assert.equal(violation({ exchanges: [first as Exchange], final, race: pool }), undefined);
  });

  it('tells what was paid twice by one key', () => {
    const pay = withKey('k', withdraw('ann', 30));
    const exchanges = [
      exchange('A', pay, 0, 1, ok(ann(70))),
      exchange('B', pay, 2, 3, ok(ann(40))),
    ];
    const final = [ann(40), savings(50)];
    assert.equal(
      violation({ exchanges, final, race: holdsTo(keysCountOnce) }),
      'ann: 100 − 30 = 70, but the account holds 40; "withdraw 30 from ann, key k" was sent more than once, and counts once',
    );
    assert.equal(violation({ exchanges, final }), undefined);
  });
});

describe('explain, by all rules,', () => {
  const rules = [atMostAccounts(2), sumNotBelowZero, keysCountOnce, keysRequired];

  it('agrees with trying every order of every choice', () => {
    let good = 0;
    let bad = 0;
    fc.assert(
      fc.property(histories, ({ history, final, crashedAt }) => {
        const expected = bruteForce(history, final);
        if (expected) good += 1;
        else bad += 1;
        const found = explain({ beginning: finalOf(bankOf()), rules, crashedAt }, history, final);
        assert.equal(found !== undefined, expected, JSON.stringify({ history, final }, null, 1));
      }),
      { numRuns: 4000, seed: 1 },
    );
    assert.ok(good > 400 && bad > 400, `${good} good and ${bad} bad histories say little`);
  });
});

/** Every order that time allows, and of each request without an answer both: it was carried out, or was not. */
function bruteForce(history: readonly Exchange[], final: readonly Account[]): boolean {
  const tryNext = (bank: Bank, left: readonly Exchange[]): boolean => {
    if (left.length === 0) return JSON.stringify(finalOf(bank)) === JSON.stringify(final);
    return left.some((one) => {
      const rest = left.filter((other) => other !== one);
      if (left.some(({ answeredAt = Number.POSITIVE_INFINITY }) => answeredAt < one.calledAt))
        return false;
      if (!one.answer && tryNext(bank, rest)) return true;
      const { answer, after } = serve(requestOf(one), bank);
      return (!one.answer || isAlike(one.answer, answer)) && tryNext(after, rest);
    });
  };
  return tryNext(bankOf(), history);
}

function requestOf({ call, label, key }: Exchange): Request {
  return { call, label, key: key ?? false };
}

const isAlike = (one: Answer, other: Answer) => JSON.stringify(one) === JSON.stringify(other);
