import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { findRace, loadCourse, type Race } from '@workbook/course';
import { timeline } from '@workbook/judge';
import { testJudges } from '@workbook/judge/testing';
import type { Recording, RowVersion } from '../src/format.ts';
import { recordRace } from '../src/record-race.ts';
import { textOf } from '../src/recording-files.ts';
import { reworded } from '../src/reworded.ts';
import { damageIn, nextMoves, ordersFrom, walk } from '../src/walk.ts';

describe('a recording of lost update on step 03', () => {
  const judges = testJudges('03');
  let race: Race;
  let recording: Recording;
  let again: Recording;

  before(async () => {
    const course = await loadCourse();
    const step = course.find(({ number }) => number === '03');
    const found = findRace(course, 'lost-update-two-instances');
    assert.ok(step && found);
    race = found;
    const { pool } = await judges();
    recording = await recordRace({ race, step }, pool);
    again = await recordRace({ race, step }, pool);
  });

  it('is the same each time', () => {
    assert.equal(textOf(again), textOf(recording));
  });

  it('has the words that it would be given again', () => {
    assert.equal(textOf(reworded(recording)), textOf(recording));
  });

  it('has the orders that the search has counted, as ways through it', async () => {
    const { counts } = recording;
    assert.equal(counts.verdict, 'possible');
    assert.deepEqual(ordersFrom(recording)[0], {
      orders: counts.orders,
      breaking: counts.breaking,
    });
    const ends = schedulesOf(recording).map((schedule) => walk(recording, schedule).end);
    assert.equal(ends.length, counts.orders);
    assert.equal(ends.filter((end) => end?.violation !== undefined).length, counts.breaking);
  });

  it('says of an order what a replay says', async () => {
    const { pool } = await judges();
    const course = await loadCourse();
    const file = course.find(({ number }) => number === '03')?.file ?? '';
    const all = schedulesOf(recording);
    const some = all.filter((_, i) => i % 60 === 0);
    assert.ok(some.length >= 5);
    for (const schedule of some) {
      const run = await pool.replay({ race: race.id, step: '03', file, schedule });
      const told = timeline(race, run, { sourceAt: () => 'a line' });
      const walked = walk(recording, schedule);
      assert.equal(walked.rest, '');
      assert.equal(walked.end?.outcome, run.outcome);
      assert.equal(walked.end?.violation, run.violation);
      assert.deepEqual(
        walked.turns.flatMap(({ client, caption, place, also = [] }, i) => [
          { turn: i + 1, client, caption, place },
          ...also.flatMap((one) =>
            one.caption === undefined
              ? []
              : [{ turn: i + 1, client: one.client, caption: one.caption, place: one.place }],
          ),
        ]),
        told.lines.map(({ turn, client, caption, place }) => ({ turn, client, caption, place })),
      );
      const damage = damageIn(walked);
      assert.equal(damage === undefined ? undefined : damage + 1, told.damage);
    }
  });

  it('shows both versions of the row where one update is lost', () => {
    const { positions, turns } = walk(recording, recording.counts.first ?? '');
    const damage = damageIn({ turns, end: walk(recording, recording.counts.first ?? '').end });
    assert.ok(damage !== undefined);
    const versions = versionsAt(recording, positions[damage + 1] as number);
    assert.deepEqual(
      versions.map(({ values, made, ended }) => [
        values[2],
        made.client,
        made.state,
        ended?.client,
      ]),
      [
        ['100', undefined, 'committed', 'B'],
        ['150', 'B', 'committed', 'A'],
        ['70', 'A', 'committed', undefined],
      ],
    );
  });

  it('shows who holds the lock of a row, and who waits', () => {
    const at = recording.turns.findIndex(({ outcome }) => outcome === 'waiting');
    const waiting = recording.turns[at];
    const way = schedulesOf(recording).find((one) =>
      walk(recording, one).turns.includes(waiting as NonNullable<typeof waiting>),
    );
    assert.ok(waiting && way);
    const whole = walk(recording, way);
    const cut = whole.turns.indexOf(waiting) + 1;
    const walked = walk(recording, way.slice(0, cut));
    const here = walked.positions.at(-1) as number;
    assert.ok(nextMoves(recording, here).every(({ turn }) => turn.client !== waiting.client));
    const locks = versionsAt(recording, here).flatMap((version) => version.locks ?? []);
    assert.deepEqual(
      locks.map(({ client, mode }) => [client, mode]),
      [[waiting.waitsFor?.[0], 'FOR NO KEY UPDATE']],
    );
  });

  it('names the line of each operation, which is in its files', () => {
    for (const { place } of recording.turns) {
      if (place === undefined) continue;
      const [name, line] = place.split(':');
      const text = recording.files.find((file) => file.name === name)?.text.split('\n');
      assert.match(text?.[Number(line) - 1] ?? '', /\S/);
    }
  });

  it('explains a good end, and contradicts each explanation of a bad one', () => {
    for (const { violation, explainedBy, contradictions } of recording.ends) {
      assert.equal(explainedBy?.length, violation === undefined ? 2 : undefined);
      assert.equal(contradictions?.length, violation === undefined ? undefined : 2);
    }
    const bad = recording.ends.find(({ violation }) => violation !== undefined);
    const because = bad?.contradictions?.map((one) => one.because) ?? [];
    assert.ok(
      because.every((text) => /^[AB] would have been answered 200 ann 120, and was/.test(text)),
    );
  });
});

/** All schedules: each way from the beginning to an end. */
function schedulesOf(recording: Recording): string[] {
  const from = (position: number): string[] => {
    const next = nextMoves(recording, position);
    if (next.length === 0) return [''];
    return next.flatMap(({ move, to }) => from(to).map((rest) => move + rest));
  };
  return from(0);
}

function versionsAt({ positions, moments, parts }: Recording, at: number): readonly RowVersion[] {
  const held = moments[positions[at]?.moment ?? -1] ?? [];
  return held.flatMap((place) => {
    const part = parts[place];
    return part?.kind === 'table' ? part.versions : [];
  });
}
