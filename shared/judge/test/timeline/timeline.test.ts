import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { deposit, find, race, withdraw } from '@workbook/course';
import { type InsideEvent, type JudgedRun, parseSchedule, type Turn } from '@workbook/explorer';
import { timeline } from '../../src/timeline/timeline.ts';
import { timelineColumns, timelineText } from '../../src/timeline/timeline-text.ts';
import type { RaceDetail } from '../../src/verdict/race-detail.ts';
import { ann, exchange, ok } from '../support/histories.ts';
import { statement, turn } from '../support/turns.ts';

const lostUpdate = race('lost update', {
  anomaly: 'lost update',
  question: 'Do both count?',
  accounts: { ann: 100 },
  instances: 2,
  clients: { A: withdraw('ann', 30), B: deposit('ann', 50) },
});

const select = statement(
  'select "a0".* from "account" as "a0" where "a0"."id" = 1 limit 1',
  'select',
);
const update = (balance: number) =>
  statement(`update "account" set "balance" = '${balance}' where "id" = 1`, 'update');
const commit = statement('commit', 'commit');
const row = { rows: [{ id: 1, owner: 'ann', balance: 100 }] };

/** The run of a schedule, in which both were answered and an update is lost. */
function runOf(schedule: string, turns: Partial<Turn>[]): JudgedRun<RaceDetail> {
  const moves = parseSchedule(schedule);
  return {
    schedule: moves,
    text: schedule,
    turns: turns.map((one, index) => {
      const move = moves[index] ?? { client: 'A' };
      return turn(index, move.client, { move, ...one });
    }),
    ending: { kind: 'finished' },
    results: new Map(),
    rejections: new Map(),
    crashedInstances: [],
    openTransactions: [],
    outcome: 'A 200, B 200',
    violation: 'ann: 100 − 30 + 50 = 120, but the account holds 150',
    detail: {
      beginning: [ann(100)],
      exchanges: [
        exchange('A', withdraw('ann', 30), 1, 7, ok(ann(70))),
        exchange('B', deposit('ann', 50), 3, 8, ok(ann(150))),
      ],
      final: [ann(150)],
    },
  };
}

const published: Turn['footprint'] = [{ mode: 'publish', scope: 'account', key: '1' }];
const run = runOf('AABBABAB', [
  { kind: 'start', text: 'withdraw 30 from ann' },
  { ...select, reply: row },
  { kind: 'start', text: 'deposit 50 to ann' },
  { ...select, reply: row },
  { ...update(70), reply: { rowCount: 1 } },
  { ...update(150), outcome: 'waiting', waitsFor: ['A'] },
  {
    ...commit,
    footprint: published,
    released: [{ client: 'B', launchedAt: 5, reply: { rowCount: 1 } }],
  },
  { ...commit, footprint: published },
]);

function takes(client: string, lock: string): InsideEvent {
  return { client, what: 'takes', lock, place: 'accounts.ts:60' };
}

/** Compares with the file: `npm run golden -w @workbook/judge` writes the files anew. */
function golden(t: TestContext, name: string, text: string): void {
  t.assert.fileSnapshot(
    `${text}
`,
    join(import.meta.dirname, 'golden', name),
    {
      serializers: [(value: string) => value],
    },
  );
}

describe('a timeline', () => {
  it('draws a column for each client, and marks the line that does the damage', (t) => {
    const replayCommand = 'npx workbook replay 03 lost-update AABBABAB';
    golden(t, 'lost-update.txt', timelineText(timeline(lostUpdate, run, { replayCommand })));
  });

  it('breaks what does not fit into its column', (t) => {
    golden(t, 'lost-update-narrow.txt', timelineText(timeline(lostUpdate, run), 48));
  });

  it('draws a crash and a deadlock', (t) => {
    const crashed = runOf('AAB-Ba', [
      { kind: 'start', text: 'withdraw 30 from ann' },
      { ...select, reply: { error: { code: '40001', message: 'could not serialize access' } } },
      { ...update(150), outcome: 'crashed' },
      { ...update(150), deadlock: { victim: 'A', members: ['A', 'B'] } },
    ]);
    golden(t, 'crash.txt', timelineText(timeline(lostUpdate, crashed)));
  });

  it('says where time has gone by, and marks the change after it', () => {
    const moves = parseSchedule('AAB=BABAB');
    const turns = run.turns.map((one, i) => ({ ...one, move: moves[i] ?? one.move }));
    const shown = timeline(lostUpdate, { ...run, turns });
    assert.equal(shown.damage, timeline(lostUpdate, run).damage);
    assert.match(timelineText(shown), /… time goes by; deposit 50 to ann/);
  });

  it('blames a request that fails on what was changed before it, not on what comes after', () => {
    const written: Turn['footprint'] = [{ mode: 'write', scope: 'file', key: 'accounts.json' }];
    const read: Turn['footprint'] = [
      { mode: 'read', scope: 'file', key: 'accounts.json' },
      { mode: 'write', scope: 'memory of instance 0' },
    ];
    const turnedAway = runOf('BAB', [
      { kind: 'file', text: 'writeFile accounts.json: empty it', footprint: written },
      { kind: 'file', text: 'readFile accounts.json', footprint: read },
      { kind: 'file', text: 'writeFile accounts.json: fill it', footprint: written },
    ]);
    const unavailable = { status: 503, body: { code: 'unavailable' } };
    const exchanges = [exchange('A', find('ann'), 1, 2, unavailable)];
    const detail = { beginning: [ann(100)], exchanges, final: [ann(150)] };
    assert.equal(timeline(lostUpdate, { ...turnedAway, detail }).damage, 1);
  });

  it('blames a transaction that is left open on its beginning, whatever others have changed since', () => {
    const begin = statement('begin', 'begin');
    const left = {
      ...runOf('AABB', [
        { kind: 'start', text: 'withdraw 30 from ann' },
        begin,
        { ...update(150), reply: { rowCount: 1 } },
        { ...commit, footprint: published },
      ]),
      detail: { ...run.detail, wrong: { leftOpen: 'A' } },
    };
    assert.equal(timeline(lostUpdate, left).damage, 2);
  });

  it('blames no line where only requests after the run have noticed something', () => {
    const detail = { ...run.detail, wrong: { isNoticedAfterwards: true as const } };
    assert.equal(timeline(lostUpdate, { ...run, detail }).damage, undefined);
  });

  it('keeps to its width', () => {
    for (const width of [40, 60, 80]) {
      const lines = timelineColumns(timeline(lostUpdate, run), width).split('\n');
      assert.deepEqual(
        lines.filter((line) => line.length > width),
        [],
      );
    }
  });

  it('is made of parts: who did what in which turn, and what came of it', () => {
    const { heading, clients, lines, damage, schedule } = timeline(lostUpdate, run);
    assert.equal(heading, `lost update: ${run.violation}`);
    assert.deepEqual(clients, ['A', 'B']);
    assert.deepEqual([damage, schedule], [8, 'AABBABAB']);
    assert.deepEqual(lines.slice(5, 8), [
      {
        client: 'B',
        instance: 1,
        turn: 6,
        kind: 'turn',
        caption: 'UPDATE account 1: balance = 150 … waits for A',
        damage: false,
      },
      { client: 'A', instance: 0, turn: 7, kind: 'turn', caption: 'COMMIT', damage: false },
      { client: 'B', instance: 1, turn: 7, kind: 'released', caption: '… goes on', damage: false },
    ]);
    assert.deepEqual(
      lines.filter((line) => line.damage).map((line) => line.caption),
      ['COMMIT'],
    );
  });

  describe('with places in the code', () => {
    const placed = runOf('AABBAAB', [
      { kind: 'start', text: 'withdraw 30 from ann', inside: [{ client: 'A', what: 'waits' }] },
      {
        ...select,
        reply: row,
        place: 'accounts.ts:61',
        inside: [takes('A', '1'), takes('A', '2')],
      },
      {
        kind: 'start',
        text: 'deposit 50 to ann',
        inside: [{ client: 'B', what: 'waits', lock: '1', holder: 'A', place: 'lock.ts:9' }],
      },
      { ...update(150), place: 'accounts.ts:1063' },
      {
        ...commit,
        footprint: published,
        place: 'accounts.ts:64',
        inside: [
          { client: 'A', what: 'gives back', lock: '1', place: 'accounts.ts:60' },
          takes('B', '1'),
          { client: 'B', what: 'goes on' },
        ],
      },
      { ...select, reply: row, inside: [{ client: 'B', what: 'waits' }] },
      { ...select, reply: row, inside: [{ client: 'B', what: 'goes on' }] },
    ]);
    const source = '  await em.flush(); // the last line of all that has been written here so far';
    const shown = timeline(lostUpdate, placed, {
      sourceAt: (place) => (place === 'accounts.ts:64' ? source : undefined),
    });

    it('has them at the edge of the column where there is room, and the source under the damage', (t) => {
      golden(t, 'places.txt', timelineText(shown));
    });

    it('has them as parts', () => {
      assert.deepEqual(shown.source, { place: 'accounts.ts:64', text: source.trim() });
      assert.deepEqual(
        shown.lines.flatMap(({ place }) => place ?? []),
        ['accounts.ts:61', 'accounts.ts:60', 'lock.ts:9', 'accounts.ts:1063'].concat([
          'accounts.ts:64',
          'accounts.ts:60',
        ]),
      );
    });

    it('names the line behind that of a helper where it is known, under the damage too', () => {
      const turns = placed.turns.map((turn) =>
        turn.place === 'accounts.ts:64' ? { ...turn, caller: 'accounts.ts:20' } : turn,
      );
      const { lines, source: found } = timeline(
        lostUpdate,
        { ...placed, turns },
        { sourceAt: (place) => `the line ${place}` },
      );
      assert.equal(lines.find(({ damage }) => damage)?.place, 'accounts.ts:20');
      assert.deepEqual(found, { place: 'accounts.ts:20', text: 'the line accounts.ts:20' });
    });

    it('names none where the code may change', () => {
      const { lines, source: none } = timeline(lostUpdate, placed);
      assert.ok(lines.every((line) => !('place' in line)));
      assert.equal(none, undefined);
    });

    it('keeps to its width', () => {
      for (const width of [40, 60, 80]) {
        const lines = timelineColumns(shown, width).split('\n');
        assert.deepEqual(
          lines.filter((line) => line.length > width),
          [],
        );
      }
    });
  });

  it('says in which instance each client is', () => {
    const instancesOf = (instances: number) =>
      timeline({ ...lostUpdate, instances }, run).lines.map(({ instance }) => instance);
    assert.deepEqual([...new Set(instancesOf(2))], [0, 1]);
    assert.deepEqual([...new Set(instancesOf(1))], [0]);
  });

  it('has no damage where nothing is wrong', () => {
    const { heading, damage, lines } = timeline(lostUpdate, { ...run, violation: undefined });
    assert.equal(heading, 'lost update');
    assert.equal(damage, undefined);
    assert.ok(lines.every((line) => !line.damage));
  });

  it('shows the beginning of a run that goes on without end, and says so once', () => {
    const schedule = 'A'.repeat(61);
    const long = timeline(lostUpdate, runOf(schedule, Array(61).fill({ text: 'again' })));
    const text = timelineText(long);
    assert.equal(text.match(/^ +… and so on, up to line 61$/gm)?.length, 1);
    assert.deepEqual([long.turns, long.lines.at(-1)?.turn], [61, 30]);
    assert.match(text, /^schedule: A{30}…$/m);
    const short = timeline(lostUpdate, runOf('A'.repeat(60), Array(60).fill({ text: 'again' })));
    assert.doesNotMatch(timelineText(short), /and so on/);
  });

  for (const [what, verb] of [
    ['a savepoint', 'savepoint'],
    ['a setting', 'set'],
    ['what is only read', 'select'],
  ] as const) {
    it(`does not blame ${what}, but the change before it`, () => {
      const harmless = runOf('AB', [update(70), statement(what, verb)]);
      assert.equal(timeline(lostUpdate, harmless).damage, 1);
    });
  }
});
