import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { golden, normalized } from '../support/golden.ts';
import { openTerminal } from '../support/terminal.ts';

/** A race that two moves break where the step begins: A reads, B writes, and A writes over that. */
const lostUpdate = ['01', 'lost-update', '--file', 'steps/01/start/accounts.ts'] as const;

describe('workbook play, on a terminal', () => {
  it('lets the player break the race, take moves back, and give up', async (t) => {
    await using terminal = openTerminal(['play', ...lostUpdate], {
      env: { NO_COLOR: '1', COLUMNS: '80' },
    });
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
    terminal.press('A');
    const won = await terminal.shows(/You broke it in 3 moves: ann: 100 − 30 \+ 50 = 120/);
    golden(t, 'play-won.txt', normalized(won));
    terminal.press('r');
    await terminal.shows('No client has moved.');
    terminal.press('?');
    await terminal.shows('You are the scheduler: the clients stand still');
    terminal.press(' ');
    await terminal.shows('No client has moved.');
    terminal.press('g');
    await terminal.shows(/1 of 3 orders break it\./);
    terminal.press('q');
    assert.equal(await terminal.ended, 0);
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
});
