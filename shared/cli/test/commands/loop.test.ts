import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { workbook } from '../support/command.ts';
import { golden, normalized } from '../support/golden.ts';
import { code, type Home, makeHome } from '../support/home.ts';
import { below, eventually, running } from '../support/processes.ts';
import { openTerminal } from '../support/terminal.ts';
import { writeVariant } from '../support/variant.ts';

let home: Home;
before(async () => {
  home = await makeHome();
});
after(() => home[Symbol.asyncDispose]());

const enter = '\r';
const down = '\u001b[B';
const ctrlC = '\u0003';
const attributes = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g');
const red = /^✗ Red/m;
const green = /^✓ Green/m;

describe('npm start, on a terminal of 80 × 24', () => {
  it('leads through step 06: red, hints, a wrong fix, the right one, compare, next', async (t) => {
    await workbook(['start', '06'], { env: home.env });
    await using terminal = openTerminal(['loop'], { env: home.env });
    const { shows, press } = terminal;
    const see = (name: string, screen: string) =>
      golden(t, `loop-06/${name}.txt`, normalized(screen, home.folder));

    see('1-red', await shows(red));
    press('h');
    await shows('1. The idea');
    press('h');
    await shows('2. The place');
    press('h');
    see('2-hint', await shows('3. The shape'));
    press('n');
    see('3-not-green-yet', await shows('not green yet'));
    press('d');
    see('4-spoil', await shows('shows it anyway'));
    press('b');
    await shows(/^ {4}A +│ B$/m);

    await using wrong = await writeVariant('06', 'request-order');
    await home.write('06', await readFile(wrong.file, 'utf8'));
    see('5-wrong-fix', await shows(/^✗ Red: crossed transfers/m));
    press('r');
    await shows('b back');

    const right = (await code('06/src/accounts.ts'))
      .replace('class DatabaseAccounts', 'class MyAccounts')
      .replace('new DatabaseAccounts', 'new MyAccounts');
    await home.write('06', right);
    // All orders within one instance are run before it says green.
    see('6-green', await shows(green, 240_000));
    press('d');
    see('7-diff', await shows('MyAccounts'));
    press('n');
    see('8-question', await shows(/^y {2}can happen/m));
    press('y');
    see('9-answer', await shows('Enter begins step 07'));
    press(enter);
    await shows(/^Step 07/m);
    press('q');
    assert.equal(await terminal.ended, 0);
    assert.match(terminal.screen(), /You are at step 07/);
    assert.ok(!existsSync(home.attempt('07')), 'it began a step without being asked to');
    assert.equal(await home.read('06'), right);
  });
});

describe('npm start', () => {
  before(async () => {
    await workbook(['start', '01'], { env: home.env });
  });

  it('begins with a question, names what cannot be judged, and judges the newest save', async (t) => {
    await using terminal = openTerminal(['loop'], { env: home.env });
    const { shows, press } = terminal;
    golden(t, 'loop-01.txt', normalized(await shows(red), home.folder));
    await home.write(
      '01',
      (await code('01/src/accounts.ts')).replace('checkAmount(amount);', 'checkAmount(amout);'),
    );
    golden(t, 'loop-type-error.txt', normalized(await shows('type error'), home.folder));
    await home.write('01', 'export function createAccounts( {\n');
    await shows('syntax error');
    // The first of two saves is never waited for, whatever it does.
    await home.write('01', 'for (;;) {}\n');
    await home.write('01', await code('01/src/accounts.ts'));
    await shows(green);
    await home.write('01', await code('01/start/accounts.ts'));
    await shows(red);
    press('b');
    await shows('This is the first step.');
    press('m');
    await shows(/^two openings +★ 0/m);
    press(' ');
    await shows(/line 1\d of/);
    press('l');
    await shows('By the end you can');
    press('q');
    assert.equal(await terminal.ended, 0);
  });

  it('fits a smaller and a larger terminal, also when it changes', async () => {
    await using terminal = openTerminal(['loop'], { cols: 60, rows: 12, env: home.env });
    await terminal.shows(red);
    await terminal.shows('keys: h l');
    terminal.resize(120, 40);
    await terminal.shows(/\n{3,}.*q quit/);
    terminal.press('q');
    assert.equal(await terminal.ended, 0);
  });

  it('has no colours where NO_COLOR is set', async () => {
    await using terminal = openTerminal(['loop'], { env: { ...home.env, NO_COLOR: '1' } });
    await terminal.shows(red);
    terminal.press('q');
    await terminal.ended;
    // Only the end of all attributes may be there.
    const used = terminal.written().match(attributes) ?? [];
    assert.deepEqual([...new Set(used)], ['\u001b[0m']);
  });

  it('writes only what has changed on the screen', async () => {
    await using terminal = openTerminal(['loop'], { env: home.env });
    await terminal.shows(red);
    const before = terminal.written().length;
    terminal.press('b');
    await terminal.shows('This is the first step.');
    const update = terminal.written().slice(before);
    assert.equal(stripVTControlCharacters(update).trim(), 'This is the first step.');
  });

  it('ends at Ctrl-C with 130, gives the terminal back, and leaves nothing running', async () => {
    await using terminal = openTerminal(['loop'], { env: home.env });
    await terminal.shows(red);
    const processes = below(terminal.pid);
    assert.ok(processes.some(({ command }) => command.includes('worker.ts')));
    const attempt = await home.read('01');
    terminal.press(ctrlC);
    assert.equal(await terminal.ended, 130);
    await eventually('all has ended', () => (running(processes).length === 0 ? true : undefined));
    assert.ok(terminal.written().endsWith('\u001b[?7h\u001b[?25h\u001b[?1049l'));
    assert.equal(await home.read('01'), attempt);
  });

  it('asks before it makes anything', async () => {
    await using fresh = await makeHome();
    await using terminal = openTerminal(['loop'], { env: fresh.env });
    await terminal.shows('Enter makes steps/01/attempt/');
    assert.ok(!existsSync(fresh.attempt('01')));
    terminal.press(enter);
    await terminal.shows(red);
    assert.equal(await fresh.read('01'), await code('01/start/accounts.ts'));
  });
});

describe('workbook solution, on a terminal', () => {
  it('asks before it spoils', async () => {
    await using terminal = openTerminal(['solution', '01'], { env: home.env });
    await terminal.shows('Show the finished code anyway?');
    terminal.press(enter);
    await terminal.shows('npx workbook hint 01');
    assert.equal(await terminal.ended, 0);
    assert.doesNotMatch(terminal.screen(), /createAccounts/);
  });
});

describe('workbook next, on a terminal', () => {
  it('asks for a prediction, and answers by running it', async () => {
    await using terminal = openTerminal(['next', '--yes'], { cols: 120, env: home.env });
    await terminal.shows('cannot happen: no order does');
    terminal.press(down);
    await terminal.shows(/^❯ cannot happen/m);
    terminal.press(enter);
    await terminal.shows('You are right.');
    assert.equal(await terminal.ended, 0);
  });
});
