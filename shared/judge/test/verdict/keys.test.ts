import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  deposit,
  keysCountOnce,
  keysRequired,
  open,
  transfer,
  withdraw,
  withKey,
  withoutKey,
} from '@workbook/course';
import type { Answer, Exchange } from '../../src/verdict/history.ts';
import { explain } from '../../src/verdict/linearizability.ts';
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
