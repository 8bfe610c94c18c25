import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { deposit, find, race, withdraw } from '@workbook/course';
import { type JudgedRun, parseSchedule, type Turn } from '@workbook/explorer';
import { picture } from '../../src/timeline/timeline.ts';
import type { RaceDetail } from '../../src/verdict/race-detail.ts';
import { ann, exchange, ok } from '../support/histories.ts';

const lostUpdate = race('lost update', {
  anomaly: 'lost update',
  question: 'Do both count?',
  accounts: { ann: 100 },
  instances: 2,
  clients: { A: withdraw('ann', 30), B: deposit('ann', 50) },
});

const select = 'select "a0".* from "account" as "a0" where "a0"."id" = 1 limit 1';
const update = (balance: number) => `update "account" set "balance" = '${balance}' where "id" = 1`;
const row = { rows: [{ id: 1, owner: 'ann', balance: 100 }] };

/** What the turns of a run are, by client and text; what is not said is as in a turn that just works. */
function runOf(
  schedule: string,
  turns: (Partial<Turn> & Pick<Turn, 'text'>)[],
): JudgedRun<RaceDetail> {
  const moves = parseSchedule(schedule);
  return {
    schedule: moves,
    text: schedule,
    turns: turns.map((turn, index) => ({
      index,
      move: moves[index] ?? { client: 'A' },
      client: moves[index]?.client ?? 'A',
      kind: 'sql',
      parkedAt: -1,
      outcome: 'done',
      waitsFor: [],
      released: [],
      finished: [],
      footprint: [],
      ...turn,
    })),
    ending: { kind: 'finished' },
    results: new Map(),
    crashedInstances: [],
    openTransactions: [],
    outcome: 'A 200, B 200',
    violation: 'ann: 100 − 30 + 50 = 120, but the account holds 150',
    detail: {
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
  { text: select, reply: row },
  { kind: 'start', text: 'deposit 50 to ann' },
  { text: select, reply: row },
  { text: update(70), reply: { rowCount: 1 } },
  { text: update(150), outcome: 'waiting', waitsFor: ['A'] },
  {
    text: 'commit',
    footprint: published,
    released: [{ client: 'B', launchedAt: 5, reply: { rowCount: 1 } }],
  },
  { text: 'commit', footprint: published },
]);

/** Compares with the file, or writes it when WORKBOOK_UPDATE is set. */
async function expectGolden(name: string, text: string): Promise<void> {
  const file = join(import.meta.dirname, 'golden', name);
  if (process.env.WORKBOOK_UPDATE) await writeFile(file, `${text}\n`);
  assert.equal(`${text}\n`, await readFile(file, 'utf8'));
}

describe('picture', () => {
  it('draws a column for each client, and marks the line that does the damage', async () => {
    const replayCommand = 'npx workbook replay 03 lost-update AABBABAB';
    await expectGolden('lost-update.txt', picture(lostUpdate, run, { replayCommand }));
  });

  it('breaks what does not fit into its column', async () => {
    await expectGolden('lost-update-narrow.txt', picture(lostUpdate, run, { width: 48 }));
  });

  it('draws a crash and a deadlock', async () => {
    const crashed = runOf('AAB-Ba', [
      { kind: 'start', text: 'withdraw 30 from ann' },
      { text: select, reply: { error: { code: '40001', message: 'could not serialize access' } } },
      { text: update(150), outcome: 'crashed' },
      { text: update(150), deadlock: { victim: 'A', members: ['A', 'B'] } },
    ]);
    await expectGolden('crash.txt', picture(lostUpdate, crashed));
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
    const shown = picture(lostUpdate, { ...turnedAway, detail: { exchanges, final: [ann(150)] } });
    assert.match(shown, /^ {2}1▶.*empty it$/m);
  });

  it('keeps to its width', () => {
    for (const width of [40, 60, 80]) {
      const lines = picture(lostUpdate, run, { width }).split('\n').slice(2, -3);
      assert.deepEqual(
        lines.filter((line) => line.length > width),
        [],
      );
    }
  });
});
