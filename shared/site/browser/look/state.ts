import type { Recording } from '@workbook/recording';
import type { NextMove, OrdersFrom } from '@workbook/recording/walk';
import { damageOf } from '../../src/run/damage.ts';
import { firstWalk } from '../../src/run/first-walk.ts';
import { type Walk, walkOf, walkTo } from '../../src/run/walk.ts';

/** What is looked at: an order, or the beginning of one, and how far the reader is in it. */
export interface View {
  readonly walk: Walk;
  /** How many of the walk's turns have happened. */
  readonly cursor: number;
  /** Whether the reader plays the scheduler, and is told no counts that would give the game away. */
  readonly playing: boolean;
}

/** What a reader can do. */
export type Action =
  | { readonly do: 'go'; readonly to: number }
  | { readonly do: 'step'; readonly by: number }
  | { readonly do: 'move'; readonly taken: NextMove }
  | { readonly do: 'walk'; readonly walk: Walk; readonly cursor: number }
  | { readonly do: 'reach'; readonly position: number }
  | { readonly do: 'restart' }
  | { readonly do: 'undo' }
  | { readonly do: 'address'; readonly hash: string }
  | { readonly do: 'play'; readonly playing: boolean };

/** A view, and those before it that can be gone back to. */
export interface State {
  readonly view: View;
  readonly past: readonly View[];
}

/** What an action makes of a state; the same state where it makes nothing of it. */
export function reducer(recording: Recording, chances: readonly OrdersFrom[]) {
  const reduce = (state: State, action: Action): State => {
    const { view, past } = state;
    const { walk, cursor, playing } = view;
    const to = (next: Partial<View>): State => ({
      view: { ...view, ...next },
      past: [...past, view],
    });
    switch (action.do) {
      case 'go': {
        const at = Math.max(0, Math.min(walk.length, action.to));
        return at === cursor ? state : { view: { ...view, cursor: at }, past };
      }
      case 'step':
        return reduce(state, { do: 'go', to: cursor + action.by });
      case 'move': {
        const same = walk[cursor]?.turn === action.taken.turn;
        if (same) return { view: { ...view, cursor: cursor + 1 }, past: [...past, view] };
        return to({ walk: [...walk.slice(0, cursor), action.taken], cursor: cursor + 1 });
      }
      case 'walk':
        return to({ walk: action.walk, cursor: action.cursor });
      case 'reach': {
        const on = walk.findIndex(({ to }) => to === action.position) + 1;
        if (on > 0 || action.position === 0) return { view: { ...view, cursor: on }, past };
        const way = walkTo(recording, walk, cursor, action.position);
        return to({ walk: way, cursor: way.length });
      }
      case 'restart':
        return playing ? to({ walk: [], cursor: 0 }) : { view: { ...view, cursor: 0 }, past };
      case 'undo': {
        const before = past.at(-1);
        if (before) return { view: before, past: past.slice(0, -1) };
        // A game that an address has opened.
        if (!playing || walk.length === 0) return state;
        return { view: { ...view, walk: walk.slice(0, -1), cursor: walk.length - 1 }, past };
      }
      case 'address': {
        const there = viewAt(recording, chances, action.hash);
        return addressOf(there) === addressOf(view) ? state : { view: there, past: [] };
      }
      case 'play':
        return action.playing ? to({ walk: [], cursor: 0, playing: true }) : to({ playing: false });
    }
  };
  return reduce;
}

/** The part of the address behind `#`: `AAABBBBA@7`, or `play=AAAB`. */
export function addressOf({ walk, cursor, playing }: View): string {
  const schedule = walk.map(({ turn }) => turn.move).join('');
  if (playing) return schedule ? `play=${schedule}` : 'play';
  return cursor === walk.length ? schedule : `${schedule}@${cursor}`;
}

/** What an address shows: its schedule as far as it was recorded; without one, an order that breaks. */
export function viewAt(recording: Recording, chances: readonly OrdersFrom[], hash: string): View {
  // Some programs write signs as escapes. A `%` before a letter is a crash half way.
  const text = hash.replace(/%[2-7][0-9A-F]/gi, decodeURIComponent);
  const playing = text === 'play' || text.startsWith('play=');
  const [schedule = '', at] = text.replace(/^play=?/, '').split('@');
  const walk = schedule || playing ? walkOf(recording, schedule) : firstWalk(recording, chances);
  const moment = at === undefined || !/^\d+$/.test(at) ? undefined : Number(at);
  const start =
    !playing && schedule === '' ? (damageOf(recording, walk) ?? walk.length) : walk.length;
  return { walk, cursor: Math.min(moment ?? start, walk.length), playing };
}
