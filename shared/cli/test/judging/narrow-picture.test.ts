import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Picture } from '../../src/json/picture.ts';
import { narrowPicture } from '../../src/judging/narrow-picture.ts';

const line = { instance: 0, kind: 'turn', place: null, damage: false } as const;
const replay = 'npx workbook replay 06 lost-update ABBA --file steps/06/attempt/accounts.ts';
const picture: Picture = {
  race: 'lost-update',
  schedule: 'AB',
  replayCommand: replay,
  source: { place: 'accounts.ts:9', text: 'await em.flush();' },
  lines: [
    { ...line, client: 'A', turn: 1, caption: 'withdraw 30 from ann' },
    { ...line, client: 'B', turn: 2, caption: 'COMMIT', place: 'accounts.ts:9', damage: true },
    { ...line, client: 'B', turn: 2, kind: 'answer', caption: '= 200 ann 150' },
  ],
  text: `lost update: ann: 100 − 30 + 50 = 120, but the account holds 70

    A                                   │ B
  1 withdraw 30 from ann                │
  2▶                                    │ COMMIT                           :9
    accounts.ts:9  await em.flush();
                                        │ = 200 ann 150

    … and so on, up to line 90

▶ marks the line that does the damage.

schedule: AB…
replay:   ${replay}`,
};

describe('a picture', () => {
  it('stays as it is where there is room', () =>
    assert.equal(narrowPicture(picture, 80), picture.text));

  it('keeps a column for each client on a narrow screen', () =>
    assert.equal(
      narrowPicture(picture, 40),
      `lost update: ann: 100 − 30 + 50 = 120, but the account holds 70

    A               │ B
  1 withdraw 30 from│
      ann           │
  2▶                │ COMMIT       :9
    accounts.ts:9  await em.flush();
                    │ = 200 ann 150

    … and so on, up to line 90

▶ marks the line that does the damage.

schedule: AB…
replay:   ${replay}`,
    ));

  it('stays as it is where it has no columns', () => {
    const text = 'ann lost 50';
    assert.equal(narrowPicture({ ...picture, text }, 40), text);
  });
});
