import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Recording } from '@workbook/recording';
import { ordersFrom } from '@workbook/recording/walk';
import { viewAt } from '../browser/look/state.ts';
import { certainFrom } from '../src/run/certain.ts';
import { damageOf } from '../src/run/damage.ts';
import { endingsOf } from '../src/run/endings.ts';
import { firstWalk } from '../src/run/first-walk.ts';
import { whyImpossible } from '../src/run/impossible.ts';
import { layoutOf } from '../src/run/layout.ts';
import { linesOf } from '../src/run/lines.ts';
import { meetingWalk } from '../src/run/meeting.ts';
import { whyStopped } from '../src/run/stopped.ts';
import { nearestGood, scheduleOf, walkOf, walkTo } from '../src/run/walk.ts';
import { whole } from '../src/run/whole.ts';
import { recorded } from './support/built-site.ts';

const recordingAt = (name: string): Recording =>
  JSON.parse(readFileSync(join(import.meta.dirname, `support/recordings/${name}.json`), 'utf8'));
const recording = recordingAt(recorded);
const chances = ordersFrom(recording);

describe('a recorded race', () => {
  it('counts the orders from each position, and those that break', () => {
    assert.deepEqual(chances[0], { orders: 20, breaking: 12 });
    const at = walkOf(recording, 'AAB').at(-1)?.to ?? -1;
    assert.deepEqual(chances[at], { orders: 3, breaking: 2 });
  });

  it('is walked as far as a schedule leads', () => {
    assert.equal(scheduleOf(walkOf(recording, 'AABBBA')), 'AABBBA');
    assert.equal(scheduleOf(walkOf(recording, 'AAAABB')), 'AAA');
  });

  it('begins with an order that breaks it, and names the turn that does the damage', () => {
    const walk = firstWalk(recording, chances);
    assert.equal(scheduleOf(walk), 'AABBBA');
    assert.equal(damageOf(recording, walk), 6);
    assert.equal(damageOf(recording, walkOf(recording, 'AAABBB')), undefined);
  });

  it('knows the turn after which every order breaks it', () => {
    assert.equal(certainFrom(walkOf(recording, 'AABBBA'), chances), 4);
    assert.equal(certainFrom(walkOf(recording, 'AAABBB'), chances), undefined);
  });

  it('has a good order that goes along with a bad one as long as it can', () => {
    const { walk, common } = nearestGood(recording, chances, walkOf(recording, 'AABBBA')) ?? {};
    assert.deepEqual([walk && scheduleOf(walk), common], ['AABABB', 3]);
  });

  it('leads to a position, and leaves the way there as late as it can', () => {
    const target = walkOf(recording, 'AABA').at(-1)?.to ?? -1;
    assert.equal(scheduleOf(walkTo(recording, walkOf(recording, 'AABBBA'), 5, target)), 'AABA');
  });

  it('begins, where no order breaks it, with one in which the clients meet, and soon', () => {
    const good = chances.map((one) => ({ ...one, breaking: 0 }));
    assert.equal(meetingWalk(recording), undefined);
    assert.equal(
      scheduleOf(firstWalk({ ...recording, counts: { ...recording.counts, first: '' } }, good)),
      'AAABBB',
    );
    const turns = recording.turns.map((turn) =>
      turn.client === 'A' && turn.words === 'writes balance 120 into account 1'
        ? { ...turn, reply: 'no row' }
        : turn,
    );
    const counts = { ...recording.counts, first: '' };
    assert.equal(scheduleOf(firstWalk({ ...recording, counts, turns }, good)), 'ABBBAA');
  });

  it('begins, where it is about a fault and no order breaks it, with one in which the reply to COMMIT is lost', () => {
    const tried = recordingAt('09/lost-reply');
    const good = ordersFrom(tried).map((one) => ({ ...one, breaking: 0 }));
    const counts = { ...tried.counts, first: '' };
    assert.equal(scheduleOf(firstWalk({ ...tried, counts }, good)), 'AAAAA+BBBBB');
  });

  it('counts its orders by how they end, those that break it first', () => {
    const said = endingsOf(recording).map(
      ({ breaks, orders, accounts = [] }) => `${breaks ? '✗' : '✓'} ${orders} ${accounts.join()}`,
    );
    assert.deepEqual(said, ['✗ 6 ann 70', '✗ 6 ann 150', '✓ 4 ann 120', '✓ 4 ann 120']);
  });

  it('is drawn with its ends apart', () => {
    const rows = layoutOf(recording, chances)
      .ends.map(({ at }) => at.y)
      .sort((a, b) => a - b);
    const nearest = Math.min(...rows.slice(1).map((y, i) => y - (rows[i] ?? 0)));
    assert.ok(rows.length > 4 && nearest > 15, `${nearest} of 300`);
  });

  it('opens at a crash half way, whose sign an address may also write as an escape', () => {
    const text = JSON.stringify(recordingAt('09/lost-reply')).replaceAll('"A+"', '"A%"');
    const torn = JSON.parse(text) as Recording;
    for (const hash of ['AA%BBBBB', 'AA%25BBBBB', 'AA%BBBBB@3', 'AA%BBBBB%403'])
      assert.equal(scheduleOf(viewAt(torn, ordersFrom(torn), hash).walk), 'AA%BBBBB', hash);
  });

  it('says of a second try what it waits for', () => {
    const tried = recordingAt('09/lost-reply');
    assert.equal(whyStopped(tried, walkOf(tried, 'AA'), 'B'), 'sends again what A is not answered');
    assert.equal(
      whyStopped(tried, walkOf(tried, 'AAAAA'), 'B'),
      'has nothing to send again: A was answered',
    );
    assert.equal(whyStopped(tried, walkOf(tried, 'AA+B'), 'B'), undefined);
    assert.equal(whyStopped(tried, walkOf(tried, 'AA+B'), 'A'), 'instance 1 has crashed');
  });

  it('says why orders cannot happen', () => {
    const waits = 'because a client would have to go on while it waits';
    const begins = 'because B begins only when A has gone without an answer';
    const { clients } = recordingAt('09/lost-reply');
    assert.equal(whyImpossible(recording), waits);
    assert.equal(whyImpossible({ clients }), begins);
    const [other] = recording.clients.map((client) => ({ ...client, name: 'C' }));
    assert.ok(other);
    assert.equal(whyImpossible({ clients: [...clients, other] }), `${waits}, or ${begins}`);
  });

  it('says why a client cannot be let go', () => {
    assert.equal(whyStopped(recording, walkOf(recording, 'AAAB'), 'A'), 'has finished');
    assert.equal(whyStopped(recording, walkOf(recording, 'AAAB'), 'B'), undefined);
  });

  it('has a line for each turn and each answer', () => {
    const lines = linesOf(recording, walkOf(recording, 'AAAB')).map(
      ({ turn, client, text }) => `${turn} ${client} ${text}`,
    );
    assert.deepEqual(lines.slice(2), [
      '3 A UPDATE account 1: balance = 70',
      '3 A = 200 ann 70',
      '4 B deposit 50 to ann',
    ]);
  });
});

it('a count is told to the last digit as far as it is known so well', () => {
  assert.deepEqual([1, 57_012_323_004, 14_022_927_036_172_136, 2e16].map(whole), [
    '1',
    '57,012,323,004',
    'about 1.4e16',
    'about 2e16',
  ]);
});
