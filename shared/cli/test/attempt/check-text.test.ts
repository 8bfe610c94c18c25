import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { checkText } from '../../src/attempt/check-text.ts';
import type { CheckedRace, CheckResult } from '../../src/json/check.ts';
import type { TaskVerdict } from '../../src/json/task-verdict.ts';
import { checkedRace, checkedTask } from '../support/loop-states.ts';

const textOf = (
  verdict: 'green' | 'red' | 'inconclusive',
  races: readonly CheckedRace[],
  tasks: readonly TaskVerdict[] = [],
  memory: CheckResult['memory'] = null,
) =>
  checkText({
    format: 1,
    environment: { node: '24' },
    step: '06',
    file: 'accounts.ts',
    verdict,
    races,
    tasks,
    memory,
    notAsked: ['write-skew'],
    picture: null,
    probablyGreenMs: null,
    durationMs: 1500,
  });

it('a check says of each race what was covered, and what was not', () => {
  const races = [
    checkedRace('lost update', 'prevented', { runs: 8 }),
    checkedRace('transfer and deposit', 'prevented', { orders: 747, memoryChanges: 2 }),
  ];
  assert.equal(
    textOf('green', races),
    `accounts.ts, judged as an attempt at step 06

✓ lost update           cannot happen  in all 1,000 orders (8 runs)
✓ transfer and deposit  cannot happen  in all 747 orders (10 runs) *
- not asked, because step 06 does not promise them: write-skew

* Orders that differ only in memory were run once. If your code keeps state in
memory, only orders with up to 2 switches between clients were tried.

Green: 2 races, none of them can happen (1.5 s).`,
  );
});

it('a check says why it is red, and why a race has no verdict', () => {
  const races = [
    checkedRace('lost update', 'possible', { shortestFailingSchedule: 'ABBA', runs: 3 }),
    checkedRace('overdraft', 'inconclusive', { reason: 'a bound was hit' }),
  ];
  const text = textOf('red', races);
  assert.match(text, /^✗ lost update {2}can happen {2}ABBA \(found in run 3\)$/m);
  assert.match(text, /^\? overdraft {4}inconclusive {2}a bound was hit$/m);
  assert.match(text, /^Red: 1 of 2 races can happen \(1\.5 s\)\.$/m);
  assert.match(textOf('inconclusive', races), /^Inconclusive: no order fails, but not all could/m);
});

it('a check has one line for races that cannot begin, all for one reason', () => {
  const stuck = (name: string, why: string) =>
    checkedRace(name, 'inconclusive', { reason: `in the race "${name}", ${why}`, runs: 0 });
  const text = textOf('red', [
    checkedRace('lost update', 'possible', { shortestFailingSchedule: 'ABBA' }),
    stuck('overdraft', 'task 3'),
    stuck('two openings', 'task 4'),
    stuck('failed screening', 'task 3'),
  ]);
  assert.match(text, /^\? overdraft, and 1 more {2}inconclusive {2}task 3$/m);
  assert.match(text, /^\? two openings {11}inconclusive {2}task 4$/m);
  assert.doesNotMatch(text, /failed screening/);
});

describe('what every step promises of requests that do not overlap', () => {
  const promise = (name: string, verdict: CheckedRace['verdict'] = 'prevented') =>
    checkedRace(name, verdict, {
      nobodyOverlaps: true,
      wrongAlone: verdict === 'possible',
      orders: 1,
      runs: 2,
    });
  const race = checkedRace('lost update', 'prevented');

  it('is one line of a check, and not counted among the races', () => {
    const text = textOf('green', [
      promise('deposits, alone'),
      race,
      promise('overdraft, A before B'),
    ]);
    assert.match(
      text,
      /^✓ each request alone, and races one client after the other {2}cannot go wrong\n {4}in all 2 orders \(4 runs\)\n✓ lost update {2}cannot happen/m,
    );
    assert.doesNotMatch(text, /deposits, alone|A before B/);
    assert.match(text, /^Green: 1 race, none of them can happen/m);
    assert.match(textOf('green', [promise('deposits, alone')]), /^Green: nothing goes wrong/m);
  });

  it('is named where it goes wrong, and not called a race', () => {
    const text = textOf('red', [
      promise('deposits, alone'),
      promise('transfers, alone', 'possible'),
      race,
    ]);
    assert.match(text, /^✓ deposits, alone +cannot go wrong/m);
    assert.match(text, /^✗ transfers, alone +goes wrong/m);
    assert.match(text, /^Red: wrong where no two requests overlap: transfers, alone \(/m);
  });

  it('nor is a race called one that fails where no two requests overlap', () => {
    const failing = checkedRace('a late read', 'possible', { wrongAlone: true });
    const text = textOf('red', [promise('deposits, alone'), failing, race]);
    assert.match(text, /^✗ a late read +goes wrong/m);
    assert.match(text, /^Red: wrong where no two requests overlap: a late read \(/m);
  });
});

it('a check says which task is not done, although no race can happen', () => {
  const races = [checkedRace('lost update', 'prevented')];
  const tasks = [
    checkedTask(1, 'Read with the lock', 'holds'),
    checkedTask(2, 'Bound the wait', 'fails', 'expected a 503, and it was answered 500'),
  ];
  assert.match(
    textOf('red', races, tasks),
    /\n\nThe tasks of the lesson:\n✓ 1 Read with the lock\n✗ 2 Bound the wait\n {4}expected a 503, and it was answered 500\n\nRed: 1 of 2 tasks is not done \(1\.5 s\)\.$/,
  );
});

it('a check says of green code whether it was searched for what it keeps in memory, and why', () => {
  const races = [checkedRace('lost update', 'prevented')];
  const left = { searched: false, place: null, why: null };
  assert.match(
    textOf('green', races, [], left),
    /^The code evidently keeps nothing in memory, so orders that differ in nothing\nelse were left out\.$/m,
  );
  const searched = { searched: true, place: 'accounts.ts:12', why: 'a setter' };
  assert.match(
    textOf('green', races, [], searched),
    /^Searched for what it may keep in memory \(accounts\.ts:12: a setter\)\.$/m,
  );
  assert.doesNotMatch(textOf('red', races, [], searched), /memory/);
  assert.doesNotMatch(textOf('green', races), /memory/);
});

it('a check says once what was not tried of statements that differ in their values', () => {
  const statement = (amount: number, id: number, table = 'account') =>
    `one statement goes through several rows: update ${table} set x = '${amount}' where id > ${id}`;
  const lines = textOf('green', [
    checkedRace('lost update', 'prevented', { caveats: [statement(70, 1), statement(120, 2)] }),
    checkedRace('overdraft', 'prevented', {
      caveats: [statement(70, 1), statement(5, 1, 'stock')],
    }),
  ])
    .replaceAll(/\n(?=\S)/g, ' ')
    .match(/Not tried: .*?\.(?= Not|$)/gm);
  assert.deepEqual(lines, [
    `Not tried: ${statement(70, 1)} (and 1 more with other values).`,
    `Not tried: ${statement(5, 1, 'stock')}.`,
  ]);
});

it('a check names a place in the code from its own folder on', () => {
  const timer = (file: string) => `a timer at ${file}:12:5 that fires before the reply`;
  const caveats = [timer(join(process.cwd(), 'my', 'accounts.ts'))];
  const text = textOf('green', [checkedRace('lost update', 'prevented', { caveats })]);
  assert.ok(text.includes(`Not tried: ${timer('my/accounts.ts')}.`), text);
});

it('a check fits 80 columns, whatever it has to say', () => {
  const races = [
    checkedRace('deposits, alone', 'prevented', { nobodyOverlaps: true }),
    checkedRace('overdraft, A before B', 'prevented', { nobodyOverlaps: true }),
    checkedRace('a paused holder of an expired lock, three instances', 'possible', {
      shortestFailingSchedule: 'AAAABBBBBAABBCCCC',
      runs: 12_345,
    }),
    checkedRace('overdraft', 'inconclusive', { reason: 'not all orders were tried, '.repeat(5) }),
    checkedRace('alone', 'possible', { wrongAlone: true, memoryChanges: 2 }),
  ];
  const lines = textOf('red', races).split('\n');
  assert.deepEqual(
    lines.filter((line) => line.length > 80),
    [],
  );
});
