import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lastOffset, type Screen, screenLines } from '../../src/terminal/screen.ts';

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
  it('is cut, and says so', () => {
    assert.equal(bodyOf('0123456789', 8)[0], '0123456…');
  });

  it('goes on in the next line when it is a command', () => {
    const shown = bodyOf('replay: npx workbook replay 06 lost-update AABB', 20);
    assert.deepEqual(shown.slice(0, 4), [
      'replay: npx workbook',
      ' replay 06 lost-upda',
      'te AABB',
      '',
    ]);
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

  it('counts for as many rows as it has', () => {
    const long = screen(`${'line\n'.repeat(5)}npx workbook replay 06`);
    assert.equal(lastOffset(long, 11, 12), 0);
    assert.equal(lastOffset(long, 11, 11), 1);
    assert.equal(lastOffset(long, 80, 11), 0);
  });
});
