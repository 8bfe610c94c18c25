import type { Guess } from '../json/next.ts';
import { colors } from '../text/format.ts';
import type { View } from './state.ts';

/** What a key asks for. */
export type Action = PageAction | Scroll | 'begin' | 'back' | Leaving;

/** What is done on this step, and shown. */
export type PageAction =
  | 'hint'
  | 'lesson'
  | 'map'
  | 'ask to compare'
  | 'compare'
  | 'replay'
  | 'next'
  | Guess;

/** What ends the loop on this step. */
export type Leaving = 'step before' | 'begin next step' | 'quit';

/** Which way the page is read on. */
export type Scroll = 'line up' | 'line down' | 'page up' | 'page down';

interface KeyRow {
  /** As the terminal calls it. */
  readonly key: string;
  /** What the legend says; keys without one are not in it. */
  readonly name?: string;
  /** Where it means this; everywhere when absent. */
  readonly in?: readonly View['kind'][];
  readonly action: Action;
}

/** Where `b` leads to another step: everywhere else there is something to go back from. */
const top = ['verdict', 'begin'] as const;

/** Of two rows for one key, the upper one counts. */
const rows: readonly KeyRow[] = [
  { key: 'return', in: ['begin'], action: 'begin' },
  { key: 'return', in: ['answered'], action: 'begin next step' },
  { key: 'y', in: ['spoil'], action: 'compare' },
  { key: 'y', in: ['question'], action: 'possible' },
  { key: 'n', in: ['question'], action: 'prevented' },

  { key: 'h', name: 'hint', action: 'hint' },
  { key: 'l', name: 'lesson', action: 'lesson' },
  { key: 'd', name: 'diff', action: 'ask to compare' },
  { key: 'r', name: 'replay', action: 'replay' },
  { key: 'm', name: 'map', action: 'map' },
  { key: 'n', name: 'next', action: 'next' },
  { key: 'b', name: 'step before', in: top, action: 'step before' },
  { key: 'b', name: 'back', action: 'back' },
  { key: 'q', name: 'quit', action: 'quit' },

  { key: 'escape', action: 'back' },
  { key: 'up', action: 'line up' },
  { key: 'k', action: 'line up' },
  { key: 'down', action: 'line down' },
  { key: 'j', action: 'line down' },
  { key: 'pageup', action: 'page up' },
  { key: 'pagedown', action: 'page down' },
  { key: 'space', action: 'page down' },
];

/** What `key` asks for while `view` is shown; undefined for a key that means nothing. */
export function actionOf(key: string, view: View): Action | undefined {
  return rowsIn(view).find((row) => row.key === key)?.action;
}

/** The keys in one line of at most `width` characters: with their names where there is room. */
export function legend(view: View, width: number): string {
  const named = rowsIn(view).filter(({ name }) => name !== undefined);
  const text = named.map(({ key, name }) => `${key} ${name}`).join('  ');
  if (text.length > width) return `keys: ${named.map(({ key }) => key).join(' ')}`;
  return named.map(({ key, name }) => `${colors.bold(key)} ${name}`).join('  ');
}

/** Each key once, with what it means there. */
function rowsIn({ kind }: View): readonly KeyRow[] {
  const there = rows.filter((row) => row.in?.includes(kind) ?? true);
  return there.filter(({ key }, i) => there.findIndex((row) => row.key === key) === i);
}

/** The first line to show after scrolling from line `offset`, where `rows` lines are shown. */
export function scrolled(offset: number, scroll: Scroll, rows: number): number {
  // One line of a page stays in sight.
  const page = rows - 1;
  const by = { 'line up': -1, 'line down': 1, 'page up': -page, 'page down': page };
  return Math.max(0, offset + by[scroll]);
}
