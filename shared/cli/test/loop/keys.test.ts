import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Action, actionOf, keyList, legend, scrolled } from '../../src/loop/keys.ts';
import type { View } from '../../src/loop/state.ts';
import { nameOfKey } from '../../src/terminal/key-name.ts';
import { bodyRows } from '../../src/terminal/screen.ts';
import { question } from '../support/loop-states.ts';

const views: Readonly<Record<View['kind'], View>> = {
  verdict: { kind: 'verdict' },
  begin: { kind: 'begin' },
  text: { kind: 'text', text: '' },
  lesson: { kind: 'lesson', text: '', answers: false, all: false },
  hint: { kind: 'hint', text: '' },
  keys: { kind: 'keys', text: '' },
  standing: { kind: 'standing' },
  break: { kind: 'break', protections: [] },
  spoil: { kind: 'spoil' },
  question: { kind: 'question', question },
  answered: { kind: 'answered', text: '', next: question.step },
};

const meanings: readonly [keys: string, view: View['kind'], action: Action | undefined][] = [
  ['h', 'verdict', 'hint'],
  ['h', 'hint', 'hint'],
  ['l', 'begin', 'lesson'],
  ['d', 'verdict', 'ask to compare'],
  ['y', 'spoil', 'compare'],
  ['y', 'verdict', undefined],
  ['n', 'verdict', 'next'],
  ['n', 'question', 'prevented'],
  ['y', 'question', 'possible'],
  ['s', 'question', 'skip'],
  ['s', 'verdict', undefined],
  ['return', 'begin', 'begin'],
  ['return', 'answered', 'begin next step'],
  ['return', 'verdict', undefined],
  ['b', 'verdict', 'step before'],
  ['b', 'begin', 'step before'],
  ['b', 'text', 'back'],
  ['escape', 'question', 'back'],
  ['q', 'question', 'quit'],
  ['k', 'text', 'line up'],
  ['space', 'text', 'page down'],
  ['end', 'text', 'end'],
  ['a', 'lesson', 'answers'],
  ['a', 'verdict', undefined],
  ['o', 'lesson', 'rest'],
  ['o', 'verdict', undefined],
  ['?', 'question', 'keys'],
  ['?', 'keys', 'back'],
  ['g', 'verdict', 'predict'],
  ['x', 'verdict', 'break'],
  ['2', 'break', 'digit 2'],
  ['0', 'break', 'digit 0'],
  ['return', 'break', 'take out'],
  ['2', 'verdict', undefined],
  ['t', 'verdict', 'standing'],
  ['p', 'verdict', 'play'],
  ['f', 'text', 'again'],
  ['z', 'verdict', undefined],
  ['n', 'answered', undefined],
];

describe('a key', () => {
  for (const [key, view, action] of meanings)
    it(`${key} means ${action ?? 'nothing'} in the view "${view}"`, () => {
      assert.equal(actionOf(key, views[view]), action);
    });
});

describe('the legend', () => {
  const all = 'h hint  l lesson  t tasks  p play  d diff  n next  ? keys  q quit';

  it('names all keys where there is room, and elsewhere those that matter most', () => {
    assert.equal(legend(views.verdict, all.length), all);
    assert.equal(
      legend(views.verdict, all.length - 1),
      'h hint  l lesson  t tasks  p play  n next  ? keys  q quit',
    );
    assert.equal(legend(views.verdict, 30), 'h hint  n next  ? keys  q quit');
  });

  it('says where b leads, and leaves out a key that means something else', () => {
    assert.match(legend(views.text, 80), / {2}b back {2}/);
    assert.equal(legend(views.question, 25), 'b back  ? keys  q quit');
    assert.doesNotMatch(legend(views.answered, 80), /next/);
  });

  it('names the keys of the page before those that are everywhere', () => {
    assert.match(legend(views.lesson, 80), /^a answers {2}o rest {2}.*\? keys {2}q quit$/);
    assert.equal(legend(views.lesson, 40), 'a answers  o rest  b back  ? keys');
  });
});

describe('the name of a key', () => {
  it('is what is printed on it', () => {
    assert.deepEqual(['right', 'return', 'z', 'tab'].map(nameOfKey), ['→', 'Enter', 'z', 'Tab']);
  });
});

describe('the list of all keys', () => {
  it('says what each of them does here, once', () => {
    const lines = keyList(views.question).split('\n');
    assert.ok(lines.includes('  n         answers that it cannot happen'));
    assert.ok(lines.includes('  b Esc     goes back'));
    assert.ok(lines.includes('  ↑ k ↓ j PgUp PgDn Space Home End  scroll'));
    assert.equal(lines.filter((line) => line.startsWith('  n ')).length, 1);
    assert.ok(lines.every((line) => line.length <= 80));
  });

  it('goes on below where there is no room', () => {
    const lines = keyList(views.verdict, 40).split('\n');
    assert.deepEqual(
      lines.filter((line) => line.length > 40 && line.startsWith('   ')),
      [],
    );
    const at = lines.indexOf('  e         opens your editor, at the');
    assert.equal(lines[at + 1], '            line that does the damage');
  });

  it('fits on a screen of 24 lines', () => {
    for (const view of [views.verdict, views.begin, views.text, views.hint])
      assert.ok(keyList(view).split('\n').length <= bodyRows(24), view.kind);
  });
});

describe('scrolling', () => {
  const rows: readonly [from: number, action: Parameters<typeof scrolled>[1], to: number][] = [
    [3, 'line up', 2],
    [0, 'line up', 0],
    [3, 'line down', 4],
    [5, 'page down', 14],
    [12, 'page up', 3],
    [5, 'page up', 0],
    [5, 'top', 0],
    [5, 'end', Number.MAX_SAFE_INTEGER],
  ];
  for (const [from, action, to] of rows)
    it(`${action} from line ${from} leads to line ${to}, where 10 lines are shown`, () => {
      assert.equal(scrolled(from, action, 10), to);
    });
});
