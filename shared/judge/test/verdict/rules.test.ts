import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  atMostAccounts,
  close,
  keysCountOnce,
  open,
  type Rule,
  race,
  report,
  sumNotBelowZero,
  transfer,
  withdraw,
  withKey,
} from '@workbook/course';
import type { Evidence } from '../../src/verdict/evidence.ts';
import type { Answer, Exchange } from '../../src/verdict/history.ts';
import { findViolation } from '../../src/verdict/oracle.ts';
import {
  again,
  beginning,
  created,
  explained,
  onlyBy,
  savings,
  third,
} from '../support/accounts-of-ann.ts';
import { ann, exchange, ok, refused } from '../support/histories.ts';

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
    })?.says;

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

  it('tells that a first answer is marked as a replay', () => {
    const pay = withKey('k', withdraw('ann', 30));
    assert.equal(
      violation({
        exchanges: [exchange('A', pay, 0, 1, again(ok(ann(70))))],
        final: [ann(70), savings(50)],
        race: holdsTo(keysCountOnce),
      }),
      'no two requests overlap, and client A was answered 200 ann 70, marked as a replay, to "withdraw 30 from ann, key k": it should be 200 ann 70',
    );
  });
});
