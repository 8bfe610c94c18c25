import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Likeness, seenIn } from '../../src/model/likeness.ts';
import type { Reply } from '../../src/model/operation.ts';
import { turn } from '../support/parts.ts';

const uuids = ['924c3735-84d6-46d6-920f-165c3799e339', '5e68ee38-f836-4db7-8f18-45375859d134'];
const nanoids = ['oNMjp72r4uLNg66IN0Gm4', 'Xmf4Fjb5k4_T-9vN2pQwz'];

describe('two runs', () => {
  for (const [one, other] of [
    uuids,
    nanoids,
    ['2026-11-28 07:59:32.388964+00', '2026-11-28 07:59:33+00'],
  ])
    it(`are alike although one has drawn ${one}`, () => {
      const likeness = new Likeness();
      const text = (drawn: string | undefined) => `insert into notes values ('${drawn}', 'first')`;
      assert.equal(likeness.isSame(text(one), text(other)), true);
      assert.equal(likeness.isSame(`get ${one}`, `get ${other}`), true);
      assert.equal(likeness.differs, true);
    });

  it('are not alike when what was drawn once is another thing later', () => {
    const likeness = new Likeness();
    const [one, two] = uuids;
    const other = '00000000-84d6-46d6-920f-165c3799e339';
    assert.equal(likeness.isSame(`lock ${one}`, `lock ${two}`), true);
    assert.equal(likeness.isSame(`unlock ${one}`, `unlock ${other}`), false);
    assert.equal(likeness.isSame(`unlock ${other}`, `unlock ${two}`), false);
  });

  for (const [one, other] of [
    ['update a set b = 1', 'update a set b = 2'],
    ['select account_balance_history', 'select account_balance_archived'],
    ['select 1', 'select 1 for update'],
    ["get 'ann'", "get 'bob'"],
  ] as const)
    it(`are not alike when one does "${one}" and the other "${other}"`, () => {
      const likeness = new Likeness();
      assert.deepEqual([likeness.isSame(one, other), likeness.differs], [false, false]);
    });

  const told = (text: string, ...replies: readonly Reply[]) => {
    const likeness = new Likeness();
    const [one, other] = replies.map((reply, i) => seenIn(turn(i, 'A', { text, reply })));
    assert.ok(one && other);
    likeness.told(one, other);
    return likeness.isSame('update where n = 751', 'update where n = 760');
  };
  const rows = (name: string, value: unknown): Reply => ({ rows: [{ [name]: value }] });

  it('may be told other numbers where a server draws them, but not other contents', () => {
    const [a, b] = [rows('xmin', '751'), rows('xmin', '760')];
    assert.equal(told('select xmin from stock', a, b), true);
    assert.equal(told('select 1', rows('order_id', 751), rows('order_id', 760)), true);
    assert.equal(told("select nextval('s') n", rows('n', 751), rows('n', 760)), true);
    assert.equal(told('select amount from stock', rows('amount', 751), rows('amount', 760)), false);
    assert.equal(told('select id', rows('id', 1), rows('id', 2)), false, 'nobody was told 751');
  });
});
