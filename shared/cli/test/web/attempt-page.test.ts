import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { launch } from '../../../site/test/support/chromium.ts';
import { workbook } from '../support/command.ts';
import { code, type Home, makeHome } from '../support/home.ts';
import { addressIn, problemsOf, visit } from '../support/pages.ts';
import { below, eventually, running } from '../support/processes.ts';
import { servePages as serve } from '../support/serve-pages.ts';
import { openTerminal } from '../support/terminal.ts';

const begun = await code('01/start/accounts.ts');
const finished = await code('01/src/accounts.ts');

let launched: Promise<Browser> | undefined;
/** Started by the first test that needs it: where none is run, nothing would close it. */
const browserHere = () => (launched ??= launch());
after(async () => (await launched)?.close());

const kept = (home: Home, name: string) =>
  JSON.parse(readFileSync(join(home.folder, '.workbook', name), 'utf8'));

describe('npx workbook web, in a browser', () => {
  it('leads through step 01: predict, begin, red, hints, moves that are executed, green, compare, next', async () => {
    await using home = await makeHome();
    await using served = await serve(home);
    await using visited = await visit(await browserHere(), served.address);
    const { page, says, press, wrong } = visited;

    await says('h2', 'Step 01 is not begun yet');
    await press('Yes, it can happen');
    await says('.predict [role="status"]', 'You are right');
    assert.deepEqual(
      { ...kept(home, 'predictions.json'), cards: [] },
      { asked: 1, right: 1, cards: [], skipped: [] },
    );
    assert.ok(!existsSync(home.attempt('01')), 'it began before it was asked to');
    await press('Begin step 01');
    await says('#verdict', /✗ Red: two openings can happen\./);
    assert.equal(await home.read('01'), begun);
    assert.ok(!page.url().includes('token'), 'the token stays in the address');
    await says('.tasks, .signs .fails', /1 /);
    await says('.signs .possible', 'two openings');

    // The run that fails, from its damage.
    await says('tr.damage[aria-current="step"]', '▶');
    await page.waitForURL(/#two-openings\/[AB]+/);
    // It was made once more, and looked at.
    await says('.storage h3', 'memory of instance 1');
    await says('.storage .changed', 'cleo 10');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await says('tr[aria-current="step"]', /^1asks: open/);
    await page.waitForURL(/#two-openings\/[AB]+@1$/);
    assert.deepEqual(await problemsOf(page), []);

    for (const [button, rung] of [
      ['Help me a little', 'The idea'],
      ['Say more', 'The place'],
      ['Say more', 'The shape'],
    ] as const) {
      await press(button);
      await says('.hint h3', rung);
    }
    assert.equal(kept(home, 'progress.json').hints['01/two-openings'], 3);

    // Moves are made on the learner's own code, and taken back.
    await press('Play from the beginning');
    await says('.try h2', 'Who goes next?');
    await press(/^A /);
    await says('tr[aria-current="step"]', /^1asks: open/);
    await press(/^B /);
    await page.waitForURL(/#two-openings\/AB$/);
    await page.keyboard.press('u');
    await page.waitForURL(/#two-openings\/A$/);
    const go = async (client: string) => {
      await press(new RegExp(`^${client} `));
      await says('.try[aria-busy="false"] h2', /./);
    };
    await go('B');
    await go('A');
    // Before the end of the run it is known who was answered, and what is stored.
    await says('.answer', '201 cleo 10');
    await says('.storage .changed', 'ann 100, cleo 10');
    assert.equal(await page.locator('.explain').count(), 0);
    await go('B');
    await says('.explain', 'Why this end is');
    await press('Back to what fails');

    // A save is judged, and what is in the code is text.
    const trap = '// <img src=x onerror="document.title = `taken`"></script>\n';
    await home.write('01', trap + finished.replace('this.#nextId++', 'this.#accounts.length + 1'));
    await says('#verdict', /✗ Red: opening after a close/);
    await says('.source-code', '<img src=x onerror=');
    assert.doesNotMatch(await page.title(), /taken/);

    await home.write('01', finished.replaceAll('ListedAccounts', 'MyAccounts'));
    await says('#verdict', /✓ Green: \d+ races cannot happen/);
    await says('.signs .holds', /✓/);
    assert.equal(kept(home, 'progress.json').stories['01'].verdicts, 3);
    await press('Compare');
    await says('.diff del', /^-.*MyAccounts/);
    await press('Go on');
    await press('Skip the question');
    await press('Begin step 02');
    await page.waitForURL(/\/02\/attempt\.html/);
    await says('#verdict', /Red|Inconclusive|judging/);
    assert.ok(existsSync(home.attempt('02')));
    assert.deepEqual(wrong, []);
  });

  it('is one with the loop: both show the same verdict, and the terminal says where', async () => {
    await using home = await makeHome();
    await home.write('01', begun);
    await using terminal = openTerminal(['loop'], { cols: 120, rows: 40, env: home.env });
    const { shows, press } = terminal;
    const verdict = /^(✗ Red|✓ Green).*$/m;
    await shows(verdict);
    press('w');
    await shows('#token=');
    const address = await addressIn(terminal.screen);
    await using visited = await visit(await browserHere(), address);
    press('b');
    const said = verdict.exec(await shows(verdict))?.[0].trim() ?? '';
    await visited.says('#verdict', said);

    // Another command finds the pages, and so does the loop at its next verdict.
    const { stdout } = await workbook(['test', '01'], { env: home.env });
    const { origin } = new URL(address);
    assert.match(
      stdout,
      new RegExp(`in the browser: ${origin}/01/attempt.html#two-openings/[AB]+(@\\d+)?`),
    );
    const replayed = await workbook(
      ['replay', '01', 'two-openings', 'ABBA', '--file', home.attempt('01')],
      { env: home.env },
    );
    const [moment = ''] = /http\S+/.exec(replayed.stdout) ?? [];
    assert.match(moment, /\/01\/attempt\.html#two-openings\/ABBA/);
    await using other = await visit(await browserHere(), `${origin}/01/attempt.html`);
    await other.says('#verdict', said);

    await home.write('01', `${begun}// saved once more\nexport const mine = 1;\n`);
    await shows('in the browser: http://127.0.0.1:');
    await visited.says('#verdict', verdict.exec(terminal.screen())?.[0].trim() ?? '');
    await visited.page.goto(moment);
    await visited.says('tr[aria-current="step"]', /^\d/);

    // The page may still be asking for the moves of the address: it has gone before the command has.
    await visited.page.goto('about:blank');
    press('q');
    assert.equal(await terminal.ended, 0);
    await assert.rejects(fetch(origin));
    assert.ok(!existsSync(join(home.folder, '.workbook/web.json')), 'it still says where it was');
    assert.deepEqual(visited.wrong, []);
  });

  it('leaves nothing behind after kill -9, and nothing listens then', async () => {
    await using home = await makeHome();
    await home.write('01', begun);
    await using served = await serve(home);
    await using visited = await visit(await browserHere(), served.address);
    await visited.says('#verdict', /Red/);
    const processes = below(served.child.pid ?? 0);
    assert.ok(processes.length > 0);
    served.child.kill('SIGKILL');
    await eventually('everything has ended', () =>
      running(processes).length === 0 ? true : undefined,
    );
    await assert.rejects(fetch(new URL(served.address).origin));
    await visited.says('[role="status"]', 'The command does not answer.');
    // What it said of itself is not believed by the next command.
    const { stdout } = await workbook(['test', '01'], { env: home.env });
    assert.match(stdout, /Red/);
    assert.doesNotMatch(stdout, /in the browser/);
    assert.ok(!existsSync(join(home.folder, '.workbook/web.json')));
  });
});

describe('the loop in one terminal, and npx workbook web in another', () => {
  it('say the same of each save, and keep the same of it', async () => {
    await using home = await makeHome();
    await home.write('01', begun);
    await using served = await serve(home);
    await using terminal = openTerminal(['loop'], { env: home.env });
    await using visited = await visit(await browserHere(), served.address);
    const both = async (words: string) => {
      await Promise.all([terminal.shows(words), visited.says('#verdict', words)]);
    };
    await both('✗ Red: two openings can happen.');
    await home.write('01', finished.replace('this.#nextId++', 'this.#accounts.length + 1'));
    await both('✗ Red: opening after a close can happen.');
    await visited.press('Help me a little');
    await visited.says('.hint h3', 'The idea');
    terminal.press('h');
    await terminal.shows('1. The idea');
    await home.write('01', finished.replaceAll('ListedAccounts', 'MyAccounts'));
    await both('✓ Green');
    // Each of the two has judged each save; a save is counted once, and nothing of one is lost by the other.
    const progress = kept(home, 'progress.json');
    const { version: _, ...story } = progress.stories['01'];
    assert.equal(story.verdicts, 3);
    assert.deepEqual(story.broken, ['two-openings', 'opening-after-a-close']);
    assert.equal(progress.hints['01/opening-after-a-close'], 1);
    assert.ok(progress.green['01']);
    terminal.press('q');
    await terminal.ended;
    assert.deepEqual(visited.wrong, []);
  });
});

describe('a race that was not recorded', () => {
  it('says so, and is played on the finished code', async () => {
    await using home = await makeHome();
    await home.write('01', begun);
    await using served = await serve(home, [], { WORKBOOK_RECORDINGS: home.folder });
    await using visited = await visit(await browserHere(), served.address);
    const { page, says, press, wrong } = visited;
    await says('#verdict', 'Red');
    // The map has a column of the learner's own, beside those of the steps.
    await page.goto(new URL('/map.html', served.address).href);
    await says('thead th', /^yours/);
    await says('tr[data-race="two-openings"] .own.possible a', /^✗ can happen/);
    assert.deepEqual(await problemsOf(page), []);
    await page.goto(new URL('/02/three-withdrawals.html', served.address).href);
    await says('.note', 'was not recorded on step 02');
    await says('.try h2', 'Who goes next?');
    await says('.storage h3', 'file ');
    assert.deepEqual(await problemsOf(page), []);
    await press(/^A /);
    await page.waitForURL(/#A$/);
    // A lesson asks, and its answer counts in the learner's own progress.
    await page.goto(new URL('/02/index.html', served.address).href);
    await press('No, it cannot');
    await says('.predict [role="status"]', 'Run just now: It can');
    assert.equal(kept(home, 'predictions.json').asked, 1);
    assert.deepEqual(wrong, []);
  });
});
