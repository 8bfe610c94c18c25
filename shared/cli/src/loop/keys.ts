import type { Guess } from '../json/next.ts';
import { nameOfKey } from '../terminal/key-name.ts';
import { colors, wrapped } from '../text/format.ts';
import type { View } from './state.ts';

/** What a key asks for. */
export type Action = PageAction | Scroll | 'begin' | 'skip' | 'back' | Leaving;

/** What is done on this step, and shown. */
export type PageAction =
  | 'hint'
  | 'lesson'
  | 'answers'
  | 'rest'
  | 'map'
  | 'keys'
  | 'ask to compare'
  | 'compare'
  | 'replay'
  | 'standing'
  | 'play'
  | 'break'
  | 'predict'
  | 'again'
  | 'edit'
  | 'web'
  | 'next'
  | Guess
  | 'take out'
  | `digit ${number}`;

/** What ends the loop on this step. */
export type Leaving = 'step before' | 'begin next step' | 'quit';

/** Which way the page is read on. */
export type Scroll = 'line up' | 'line down' | 'page up' | 'page down' | 'top' | 'end';

interface KeyRow {
  /** As the terminal calls it. */
  readonly key: string;
  /** What the legend says; keys without one are not in it. */
  readonly name?: string;
  /** What the list of all keys says. */
  readonly does: string;
  /** Where it means this; everywhere when absent. */
  readonly in?: readonly View['kind'][];
  /** Where it means nothing. */
  readonly notIn?: View['kind'];
  readonly action: Action;
}

/** Where `b` leads to another step: everywhere else there is something to go back from. */
const top = ['verdict', 'begin'] as const;

/** Of two rows for one key, the upper one counts. */
const rows: readonly KeyRow[] = [
  { key: 'return', in: ['begin'], action: 'begin', does: 'begins this step' },
  { key: 'return', in: ['answered'], action: 'begin next step', does: 'begins the step' },
  { key: 'y', in: ['spoil'], action: 'compare', does: 'shows the finished code all the same' },
  { key: 'y', in: ['question'], action: 'possible', does: 'answers that it can happen' },
  { key: 'n', in: ['question'], action: 'prevented', does: 'answers that it cannot happen' },
  { key: 's', in: ['question'], action: 'skip', does: 'skips the question' },

  { key: 'a', name: 'answers', in: ['lesson'], action: 'answers', does: 'unfolds the answers' },
  ...Array.from(
    { length: 10 },
    (_, digit): KeyRow => ({
      key: String(digit),
      in: ['break'],
      action: `digit ${digit}`,
      does: 'take the protection of this number out, and show what comes back',
    }),
  ),
  { key: 'return', in: ['break'], action: 'take out', does: 'ends a number that could go on' },
  {
    key: 'o',
    name: 'rest',
    in: ['lesson'],
    action: 'rest',
    does: 'opens what shows the finished code',
  },
  { key: 'h', name: 'hint', action: 'hint', does: 'hints at what is red; again, it says more' },
  { key: 'l', name: 'lesson', action: 'lesson', does: 'shows the lesson' },
  { key: 't', name: 'tasks', action: 'standing', does: 'lists the tasks and the races' },
  { key: 'p', name: 'play', action: 'play', does: 'lets you be the scheduler, on your own code' },
  { key: 'd', name: 'diff', action: 'ask to compare', does: 'compares with the finished code' },
  { key: 'r', action: 'replay', does: 'runs the order that is red again' },
  { key: 'e', action: 'edit', does: 'opens your editor, at the line that does the damage' },
  { key: 'w', action: 'web', does: 'shows the same in a browser, and says where' },
  { key: 'x', action: 'break', does: 'takes protections out of the finished code' },
  { key: 'g', action: 'predict', does: 'asks what can happen: what is due, then what is new' },
  { key: 'f', action: 'again', does: 'judges the attempt afresh' },
  { key: 'm', action: 'map', does: 'shows what the steps behind you prevent' },
  {
    key: 'n',
    name: 'next',
    // Enter begins the step that was asked about, and nothing else goes on from there.
    notIn: 'answered',
    action: 'next',
    does: 'goes on when this step is green, or probably',
  },
  {
    key: 'b',
    in: top,
    action: 'step before',
    does: 'pressed twice, goes to the step before',
  },
  { key: 'b', name: 'back', action: 'back', does: 'goes back' },
  { key: 'escape', action: 'back', does: 'goes back' },
  { key: '?', name: 'keys', in: ['keys'], action: 'back', does: 'goes back' },
  { key: '?', name: 'keys', action: 'keys', does: 'lists the keys' },
  { key: 'q', name: 'quit', action: 'quit', does: 'ends; npm start goes on from here' },

  { key: 'up', action: 'line up', does: 'scroll' },
  { key: 'k', action: 'line up', does: 'scroll' },
  { key: 'down', action: 'line down', does: 'scroll' },
  { key: 'j', action: 'line down', does: 'scroll' },
  { key: 'pageup', action: 'page up', does: 'scroll' },
  { key: 'pagedown', action: 'page down', does: 'scroll' },
  { key: 'space', action: 'page down', does: 'scroll' },
  { key: 'home', action: 'top', does: 'scroll' },
  { key: 'end', action: 'end', does: 'scroll' },
];

/**
 * All keys that mean something while `view` is shown, but for the one that lists them; those that do the same together, in
 * lines of at most `width` characters.
 */
export function keyList(view: View, width = 80): string {
  const rowsHere = rowsIn(view).filter(({ action }) => action !== 'keys');
  const lines = [...new Set(rowsHere.map(({ does }) => does))].flatMap((does) => {
    const keys = rowsHere.filter((row) => row.does === does).map(({ key }) => nameOfKey(key));
    const name = `  ${keys.join(' ').padEnd(8)}  `;
    const [first = '', ...others] = wrapped(does, Math.max(20, width - name.length));
    return [name + first, ...others.map((line) => `${' '.repeat(12)}${line}`)];
  });
  return `The keys, from where you were:\n${lines.join('\n')}`;
}

/** What `key` asks for while `view` is shown; undefined for a key that means nothing. */
export function actionOf(key: string, view: View): Action | undefined {
  return rowsIn(view).find((row) => row.key === key)?.action;
}

/**
 * The keys in one line of at most `width` characters. Where there is no room for all, those that mean something on this
 * page only stay, and the one that lists the others.
 */
export function legend(view: View, width: number): string {
  const named = rowsIn(view).filter(({ name }) => name !== undefined);
  const kept = named.toSorted((a, b) => urgency(b) - urgency(a));
  while (kept.length > 1 && legendLine(named, kept, plainKey).length > width) kept.pop();
  return legendLine(named, kept, colors.bold);
}

const plainKey = (key: string) => key;

function legendLine(
  named: readonly KeyRow[],
  kept: readonly KeyRow[],
  paint: (key: string) => string,
): string {
  return named
    .filter((row) => kept.includes(row))
    .map(({ key, name }) => `${paint(key)} ${name}`)
    .join('  ');
}

/** How much a key has to be seen. */
function urgency({ in: views, key }: KeyRow): number {
  if (key === '?') return 5;
  if (views) return 4;
  return ['n', 'q', 'b'].indexOf(key) + 1;
}

/** Each key once, with what it means there. */
function rowsIn({ kind }: View): readonly KeyRow[] {
  const there = rows.filter((row) => (row.in?.includes(kind) ?? true) && row.notIn !== kind);
  return there.filter(({ key }, i) => there.findIndex((row) => row.key === key) === i);
}

/** The first line to show after scrolling from line `offset`, where `rows` lines are shown. */
export function scrolled(offset: number, scroll: Scroll, rows: number): number {
  // One line of a page stays in sight.
  const page = rows - 1;
  const by = { 'line up': -1, 'line down': 1, 'page up': -page, 'page down': page };
  if (scroll === 'top') return 0;
  return scroll === 'end' ? Number.MAX_SAFE_INTEGER : Math.max(0, offset + by[scroll]);
}
