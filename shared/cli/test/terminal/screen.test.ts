import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lastOffset, type Screen, screenLines } from '../../src/terminal/screen.ts';

const escape = '\u001b';

const screen = (body: string): Screen => ({
  title: 'title',
  verdict: 'verdict',
  body,
  offset: 0,
  message: '',
  keys: 'q quit',
});
const bodyOf = (body: string, width: number, height = 12) =>
  screenLines(screen(body), width, height).slice(3, -2);

describe('a line that is wider than the terminal', () => {
  it('goes on in the next line, in its colour', () => {
    assert.deepEqual(bodyOf('0123456789', 8).slice(0, 2), ['01234567', '↪ 89']);
    const green = `${escape}[32m`;
    assert.deepEqual(bodyOf(`${green}✓ 1 Lock the row${escape}[39m`, 12).slice(0, 2), [
      `${green}✓ 1 Lock the`,
      `${green}↪ row`,
    ]);
  });

  it('is cut where there is one line for it only, and says so', () => {
    const [title] = screenLines({ ...screen(''), title: '0123456789' }, 8, 12);
    assert.equal(title, '0123456…');
  });

  it('goes on in the next line when it is a command', () => {
    const shown = bodyOf('replay: npx workbook replay 06 lost-update AABB', 20);
    assert.deepEqual(shown.slice(0, 4), [
      'replay: npx workbook',
      'replay 06',
      'lost-update AABB',
      '',
    ]);
    assert.deepEqual(
      bodyOf('npx workbook check 06 /a/path/that-is-long/accounts.ts', 20).slice(0, 4),
      ['npx workbook check', '06', '/a/path/that-is-long', '/accounts.ts'],
    );
  });

  it('breaks between words where it only speaks of a command', () => {
    assert.deepEqual(bodyOf('try npx workbook map again', 17).slice(0, 2), [
      'try npx workbook',
      'map again',
    ]);
    assert.deepEqual(bodyOf('npx workbook test    # red, at first', 30).slice(0, 2), [
      'npx workbook test    # red, at',
      '↪ first',
    ]);
  });

  it('goes on in the next line when it is an address, which is to be copied', () => {
    const address = 'http://127.0.0.1:4747/attempt.html#token=OtzTDWZIGDpjfTTrhuwMsIYM';
    assert.equal(bodyOf(address, 20).join(''), address);
  });

  it('counts for as many rows as it has', () => {
    const long = screen(`${'line\n'.repeat(5)}npx workbook replay 06`);
    assert.equal(lastOffset(long, 12, 12), 0);
    assert.equal(lastOffset(long, 12, 11), 1);
    assert.equal(lastOffset(long, 80, 11), 0);
  });
});

describe('what is said above the keys', () => {
  const said = 'x takes apart the finished code: it waits until this step is green.';
  const lines = (message: string, width: number, body = 'line\n'.repeat(20)) =>
    screenLines({ ...screen(body), message }, width, 12);

  it('is read whole on a narrow terminal, and takes its lines from the body', () => {
    const shown = lines(said, 40);
    assert.equal(shown.length, 12);
    assert.deepEqual(shown.slice(-3, -1), [
      'x takes apart the finished code: it',
      'waits until this step is green.',
    ]);
  });

  it('comes before how far the page is read', () => {
    assert.equal(lines(said, 70).at(-2), said);
    assert.equal(lines(said, 100).at(-2), `${said}  ·  ↑↓ line 1 of 21`);
  });

  it('leaves the frame as it is, however little room there is', () => {
    const shown = screenLines({ ...screen('body'), message: said }, 10, 6);
    assert.deepEqual([shown.length, shown[0], shown.at(-1)], [6, 'title', 'q quit']);
  });
});
