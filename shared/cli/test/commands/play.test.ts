import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadCourse } from '@workbook/course';
import { racesToPlay } from '../../src/play/choose-race.ts';
import { stepNamed } from '../../src/usage/arguments.ts';
import { golden, normalized } from '../support/golden.ts';
import { inProcess } from '../support/in-process.ts';
import { openTerminal } from '../support/terminal.ts';

const course = await loadCourse();

/** A race that two moves break where the step begins: A reads, B writes, and A writes over that. */
const lostUpdate = ['01', 'lost-update', '--file', 'steps/01/start/accounts.ts'] as const;

describe('workbook play, on a terminal', () => {
  it('lets the player break the race, take moves back, and give up', async (t) => {
    await using terminal = openTerminal(['play', ...lostUpdate], {
      env: { NO_COLOR: '1', COLUMNS: '80' },
    });
    await terminal.shows(/^step 01 · lost update\n… putting every client at its start/);
    await terminal.shows(/There are 3 orders, and some break it\./);
    await terminal.shows(/B {2}starts: deposit 50 to ann/);
    terminal.press('A');
    await terminal.shows('1 move so far.');
    assert.match(terminal.screen(), /A {2}screening/);
    terminal.press('u');
    await terminal.shows('No client has moved.');
    terminal.press('A');
    await terminal.shows('1 move so far.');
    terminal.press('C');
    await terminal.shows('there is no client C: let A or B go');
    terminal.press('B');
    await terminal.shows('2 moves so far.');
    assert.match(terminal.screen(), /^B {2}done: 200 ann 150$/m);
    terminal.press('A');
    const won = await terminal.shows(/You broke it in 3 moves: ann: 100 − 30 \+ 50 = 120/);
    golden(t, 'play-won.txt', normalized(won));
    terminal.press('r');
    await terminal.shows('No client has moved.');
    terminal.press('?');
    await terminal.shows('You are the scheduler: the clients stand still');
    terminal.press(' ');
    await terminal.shows('No client has moved.');
    terminal.press('\t');
    await terminal.shows('Tab means nothing here: ? explains the keys.');
    terminal.press('g');
    await terminal.shows(/1 of 3 orders break it\./);
    terminal.press(' ');
    await terminal.shows('No client has moved.');
    terminal.press('q');
    assert.equal(await terminal.ended, 0);
  });

  it('cuts no line without a sign of it, on a terminal of 40 × 12', async (t) => {
    const file = ['--file', 'steps/01/start/accounts.ts'];
    await using terminal = openTerminal(['play', '01', 'openings-and-readings-alone', ...file], {
      cols: 40,
      rows: 12,
      env: { NO_COLOR: '1' },
    });
    await terminal.shows(/There is one order/);
    golden(t, 'play-narrow.txt', normalized(terminal.screen()));
    terminal.resize(80, 24);
    golden(t, 'play-many-requests.txt', normalized(await terminal.shows(/q quit$/m)));
    terminal.press('?');
    await terminal.shows('any other key: back');
    terminal.press('q');
    await terminal.shows('No client has moved.');
    terminal.press('q');
    assert.equal(await terminal.ended, 0);
  });

  it('keeps on the plain terminal how the game has ended, and how to see it again', async () => {
    for (const [moves, said] of [
      ['ABA', 'You broke lost update in 3 moves.\nnpx workbook replay 01 lost-update ABA --file'],
      ['AAB', 'Nothing was broken in 3 moves.\nnpx workbook replay 01 lost-update AAB --file'],
      ['A', 'You have left lost update after 1 move.'],
    ] as const) {
      await using terminal = openTerminal(['play', ...lostUpdate], { env: { NO_COLOR: '1' } });
      await terminal.shows('No client has moved.');
      for (const [i, move] of moves.split('').entries()) {
        terminal.press(move);
        await terminal.shows(i < 2 ? `${i + 1} move` : /3 moves/);
      }
      terminal.press('q');
      assert.equal(await terminal.ended, 0);
      assert.ok(terminal.screen().includes(said), terminal.screen());
    }
  });

  it('offers a pause where the race has one', async () => {
    await using terminal = openTerminal(['play', '01', 'paused-client-two-instances'], {
      env: { NO_COLOR: '1' },
    });
    await terminal.shows(/A {2}starts: .* or A~/);
    terminal.press('~');
    await terminal.shows('~ and whom?');
    terminal.press('A');
    await terminal.shows(/A {2}paused/);
    terminal.press('\u0003');
    assert.equal(await terminal.ended, 130);
  });

  it('lets a reply come late where the race has that, by the sign that is shown', async () => {
    const shared = 'shared/proof/attempts/03/wrong/reads-on-their-way-are-shared.ts';
    await using terminal = openTerminal(
      ['play', '03', 'late-reply-two-instances', '--file', shared],
      { env: { NO_COLOR: '1' } },
    );
    await terminal.shows(/A {2}starts: read ann$/m);
    terminal.press('A');
    await terminal.shows(/A {2}SELECT account 1 {3}or A:$/m);
    terminal.press('~');
    await terminal.shows('~ is a fault that this race does not have: ? lists what can be done.');
    terminal.press(':');
    await terminal.shows(': and whom?');
    terminal.press('A');
    await terminal.shows(/A {2}the reply arrives$/m);
    assert.match(terminal.screen(), /SELECT account 1, the {2}.*\n +reply comes later/);
    for (const [i, client] of 'BBBBBC'.split('').entries()) {
      terminal.press(client);
      await terminal.shows(`${i + 3} moves so far.`);
    }
    assert.match(terminal.screen(), /^C {2}waits inside the process$/m);
    terminal.resize(40, 12);
    terminal.press('A');
    await terminal.shows(/You broke it in 9 moves: [\s\S]*\nkeys: u r g \? q$/);
    terminal.resize(80, 24);
    await terminal.shows(/the reply arrives →.*\n +balance 100/);
    terminal.press('q');
    assert.equal(await terminal.ended, 0);
  });

  it('takes Redis away by the sign that is shown', async () => {
    await using terminal = openTerminal(['play', '08', 'redis-away'], { env: { NO_COLOR: '1' } });
    await terminal.shows(/No client has moved/);
    terminal.press('A');
    await terminal.shows(/^A .*or A\^$/m);
    terminal.press('^');
    await terminal.shows('^ and whom?');
    terminal.press('A');
    await terminal.shows(/✗ Redis goes away/);
    terminal.press('q');
    assert.equal(await terminal.ended, 0);
  });

  it('offers the races of the step where none is named', async () => {
    await using terminal = openTerminal(['play', '01'], { env: { NO_COLOR: '1' } });
    await terminal.shows(/Which race of step 01\?/);
    await terminal.shows(/^❯ two openings$/m);
    terminal.press('\r');
    await terminal.shows(/A {2}starts: open cleo with 10/);
    terminal.press('q');
    assert.equal(await terminal.ended, 0);
  });
});

describe('workbook play, on a terminal of 40 × 30, without a race', () => {
  it('breaks no word of a race', async () => {
    await using terminal = openTerminal(['play', '03'], {
      cols: 40,
      rows: 30,
      env: { NO_COLOR: '1' },
    });
    const screen = await terminal.shows(/navigate/);
    const race = racesToPlay(course, stepNamed(course, '03'))[0];
    const said = screen.replaceAll(/\s+/g, ' ');
    assert.ok(said.includes(race?.question ?? '?'), screen);
    terminal.press('\u0003');
    await terminal.ended;
  });
});

describe('workbook play, in a pipe and without a race', () => {
  it('names the races of the step in one sentence', async () => {
    const { code, stdout, stderr } = await inProcess('play', '03');
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(
      stderr,
      /^workbook: name a race of step 03 to play: other-accounts-[^\n]*\blost-update\b[^\n]*\n$/,
    );
  });
});

it('what can be played is each race of the step once, its own first', () => {
  for (const step of course) {
    const ids = racesToPlay(course, step).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(
      ids.slice(0, step.races.length),
      step.races.map(({ id }) => id),
    );
    for (const id of Object.keys(step.claims)) assert.ok(ids.includes(id), id);
  }
});
