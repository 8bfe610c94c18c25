import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { golden, normalized } from '../support/golden.ts';
import { code, type Home, makeHome } from '../support/home.ts';
import { below, eventually, running } from '../support/processes.ts';
import { openTerminal, type TerminalUnderTest } from '../support/terminal.ts';

const enter = '\r';
const end = '\u001b[F';
const ctrlC = '\u0003';
const ctrlZ = '\u001a';
const attributes = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g');
const red = /^✗ Red/m;
const green = /^✓ Green/m;

const begun = await code('01/start/accounts.ts');
const finished = await code('01/src/accounts.ts');

describe('npm start, on a terminal of 80 × 24', () => {
  it('leads through step 01: begin, red, hints, a wrong fix, the right one, compare, next', async (t) => {
    await using home = await makeHome();
    await using terminal = openTerminal(['loop'], { env: home.env });
    const { shows, press } = terminal;
    const see = (name: string, screen: string) =>
      golden(t, `loop-01/${name}.txt`, normalized(screen, home.folder));

    await shows('Enter makes steps/01/attempt/');
    await shows('not begun yet');
    assert.ok(!existsSync(home.attempt('01')), 'it began without being asked to');
    see('0-begin', terminal.screen());
    press(enter);
    see('0-question', await shows('Before you begin step 01'));
    assert.ok(!existsSync(home.attempt('01')), 'it began before the question was answered');
    press('y');
    see('0-answer', await shows('Enter begins step 01'));
    press(enter);
    see('1-red', await shows(red));
    assert.equal(await home.read('01'), begun);
    press('t');
    await shows(/^✗ two openings +can happen$/m);
    press('p');
    await shows('step 01 · two openings · you are the scheduler');
    await shows('B  starts: open dan with 20');
    press('q');
    await shows('The races that this step ends:');
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

    await home.write('01', finished.replace('this.#nextId++', 'this.#accounts.length + 1'));
    see('5-wrong-fix', await shows(/^✗ Red: opening after a close/m));
    press('r');
    await shows('b back');

    const right = finished
      .replace('class ListedAccounts', 'class MyAccounts')
      .replace('new ListedAccounts', 'new MyAccounts');
    await home.write('01', right);
    see('6-green', await shows(green));
    press('x');
    see('6-protections', await shows('The protections of the finished code.'));
    press('2');
    await shows('Step 01 without screen-before-both-reads');
    press('d');
    see('7-diff', await shows('MyAccounts'));
    press('n');
    see('8-question', await shows(/^y {2}can happen/m));
    press('y');
    see('9-answer', await shows('Enter begins step 02'));
    press(enter);
    await shows(/^Step 02 of 10/m);
    // One Enter is enough.
    await eventually('step 02 is begun', () => existsSync(home.attempt('02')) || undefined);
    await shows(red);
    press('b');
    await shows('b once more goes to step 01.');
    press('t');
    await shows('The races that this step ends:');
    press('b');
    await shows(/^ {4}A$/m);
    press('b');
    await shows('b once more goes to step 01.');
    press('b');
    await shows(/^Step 01 of 10/m);
    press('q');
    assert.equal(await terminal.ended, 0);
    assert.match(terminal.screen(), /You are at step 01/);
    assert.equal(await home.read('01'), right);
  });

  it('names what cannot be judged, judges the newest save, and has pages to read', async (t) => {
    await using home = await makeHome();
    await home.write('01', finished.replace('checkAmount(amount);', 'checkAmount(amout);'));
    await home.write('03', finished);
    await using terminal = openTerminal(['loop'], { env: home.env });
    const { shows, press } = terminal;
    golden(t, 'loop-type-error.txt', normalized(await shows('type error'), home.folder));
    await home.write('01', 'export function createAccounts( {\n');
    await shows('syntax error');
    // The first of two saves is never waited for, whatever it does.
    await home.write('01', 'for (;;) {}\n');
    await home.write('01', finished);
    await shows(green);
    await home.write('01', `// mine\n${finished}`);
    await shows('Only comments or white space have changed: the verdict stays.');
    await shows(green);
    await rm(home.attempt('01', ''), { recursive: true });
    await shows('steps/01/attempt/ was there, and has vanished.');
    assert.match(terminal.screen(), /^! Your attempt has vanished\.$/m);
    await shows('Enter makes steps/01/attempt/');
    await home.write('01', finished);
    press(enter);
    await shows(green);
    await home.write('03', begun);
    await shows('You have saved steps/03/attempt, but this is step 01.');
    press('m');
    await shows(/^two openings +★ 0$/m);
    await home.write('01', begun);
    await shows(red);
    press('b');
    await shows('This is the first step.');
    press('m');
    await shows('The map shows the steps that are green');
    press('x');
    await shows('it waits until this step is green');
    press('z');
    await shows('z means nothing here: ? lists the keys.');
    press('?');
    await shows(/^ {2}h {9}hints at what is red/m);
    press('g');
    await shows('due today.');
    await shows('y can happen   n cannot happen   q leaves');
    press('q');
    await shows(/^ {2}g {9}asks what can happen/m);
    press('l');
    await shows('By the end you can');
    press(' ');
    await shows(/line 1\d of/);
    press(end);
    await shows('o opens the rest: it shows the finished code.');
    press('o');
    await shows(/line \d+ of [2-9]\d\d/);
    press(end);
    await shows('What to read next');
    press('a');
    await shows('▾ ');
    press('q');
    assert.equal(await terminal.ended, 0);
  });
});

describe('npm start, on a small terminal without colours', () => {
  let home: Home;
  let terminal: TerminalUnderTest;
  before(async () => {
    home = await makeHome();
    await home.write('01', begun);
    const env = { ...home.env, NO_COLOR: '1' };
    terminal = openTerminal(['loop'], { cols: 60, rows: 12, env });
    await terminal.shows(red);
  });
  after(async () => {
    await terminal[Symbol.asyncDispose]();
    await home[Symbol.asyncDispose]();
  });

  it('fits it, also when it becomes a larger one', async () => {
    await terminal.shows('p play  n next  ? keys  q quit');
    terminal.resize(120, 40);
    await terminal.shows(/\n{3,}.*q quit/);
  });

  it('writes only what has changed on the screen', async () => {
    const before = terminal.written().length;
    terminal.press('b');
    await terminal.shows('This is the first step.');
    const update = terminal.written().slice(before);
    assert.equal(stripVTControlCharacters(update).trim(), 'This is the first step.');
  });

  it('says of a key with Ctrl that it means nothing, and how to leave', async () => {
    terminal.press(ctrlZ);
    await terminal.shows('Ctrl-Z means nothing here: q leaves, and npm start goes on.');
    terminal.press('b');
    await terminal.shows('This is the first step.');
  });

  it('ends at Ctrl-C with 130, gives the terminal back, and leaves nothing running', async () => {
    const processes = below(terminal.pid);
    assert.ok(processes.some(({ command }) => command.includes('worker.ts')));
    terminal.press(ctrlC);
    assert.equal(await terminal.ended, 130);
    await eventually('all has ended', () => (running(processes).length === 0 ? true : undefined));
    assert.match(
      terminal.written().split('\u001b[?7h\u001b[?25h\u001b[?1049l').at(-1) ?? '',
      /^You are at step 01\. npm start goes on\.\s+$/,
    );
    assert.equal(await home.read('01'), begun);
  });

  it('has written no colours', () => {
    // Only the end of all attributes may be there.
    const used = terminal.written().match(attributes) ?? [];
    assert.deepEqual([...new Set(used)], ['\u001b[0m']);
  });
});

describe('on a terminal, at step 01 that is not green', () => {
  let home: Home;
  before(async () => {
    home = await makeHome();
    await home.write('01', begun);
  });
  after(() => home[Symbol.asyncDispose]());

  it('workbook solution asks before it spoils', async () => {
    await using terminal = openTerminal(['solution', '01'], { env: home.env });
    await terminal.shows('Show the finished code anyway?');
    terminal.press(enter);
    await terminal.shows('npx workbook hint 01');
    assert.equal(await terminal.ended, 0);
    assert.doesNotMatch(terminal.screen(), /createAccounts/);
  });

  it('so do workbook diff and workbook break', async () => {
    for (const args of [['diff'], ['break', '01', 'counter-of-ids']]) {
      await using terminal = openTerminal(args, { rows: 80, env: home.env });
      await terminal.shows('Show the finished code anyway?');
      terminal.press('y');
      terminal.press(enter);
      await terminal.shows('this.#nextId++');
      assert.equal(await terminal.ended, 0);
    }
  });

  it('workbook next asks for a prediction, and answers by running it', async () => {
    await using terminal = openTerminal(['next', '--yes'], { rows: 80, env: home.env });
    await terminal.shows('cannot happen: no order does');
    terminal.press('x');
    await terminal.shows('x is no answer: y for "can happen", n for "cannot happen", s skips.');
    terminal.press('n');
    await terminal.shows('You are right.');
    await terminal.shows('The lock is held from the read of the file to its rename');
    await terminal.shows('replay:   npx workbook replay 02 lost-update');
    assert.equal(await terminal.ended, 0);
    assert.match(terminal.screen(), /steps\/02\/attempt\/ is yours/);
  });

  it('workbook start asks as well, a key skips that, and it asks once', async () => {
    await using terminal = openTerminal(['start', '03'], { env: home.env });
    await terminal.shows('Before you begin step 03');
    assert.ok(!existsSync(home.attempt('03')), 'it began before the question was answered');
    terminal.press('s');
    assert.equal(await terminal.ended, 0);
    assert.match(terminal.screen(), /steps\/03\/attempt\/ is yours/);
    await rm(home.attempt('03'));
    await using again = openTerminal(['start', '03'], { env: home.env });
    assert.equal(await again.ended, 0);
    assert.doesNotMatch(again.screen(), /Before you begin/);
  });
});
