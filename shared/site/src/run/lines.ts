import type { RecordedTurn, Recording } from '@workbook/recording';
import type { Walk } from './walk.ts';

/** A line of a run: what a client does in a turn, or what comes of it for another one. */
export interface Line {
  /** The turn that it belongs to, counted from 1. */
  readonly turn: number;
  readonly client: string;
  readonly kind: 'turn' | 'released' | 'inside' | 'answer' | 'waits' | 'goes on';
  /** As the terminal says it: `SELECT account 1`. */
  readonly text: string;
  /** The same in plain words, for a turn: `reads account 1`. */
  readonly words?: string;
  readonly reply?: string;
  /** For what a client waits from here on. */
  readonly waitsFor?: readonly string[];
  /** Each client's lane here, by its name. */
  readonly lanes: Readonly<Record<string, LaneState>>;
}

/** What a client's lane looks like beside a line. */
export interface LaneState {
  readonly begun: boolean;
  readonly over: boolean;
  readonly transaction: 'none' | 'begins' | 'inside' | 'ends';
  readonly waits: boolean;
}

interface Client {
  begun: boolean;
  over: boolean;
  inside: boolean;
  waits: boolean;
}

/** The lines of a walk, one after the other. */
export function linesOf({ clients }: Recording, walk: Walk): readonly Line[] {
  const states = new Map<string, Client>(
    clients.map(({ name }) => [name, { begun: false, over: false, inside: false, waits: false }]),
  );
  const lines: Line[] = [];
  const add = (line: Omit<Line, 'lanes'>, begins = false, ends = false) => {
    const lanes = [...states].map(([name, { begun, over, inside, waits }]) => {
      const own = name === line.client;
      const transaction =
        own && begins ? 'begins' : own && ends ? 'ends' : inside ? 'inside' : 'none';
      return [name, { begun, over, transaction, waits: waits && !own }] as const;
    });
    lines.push({ ...line, lanes: Object.fromEntries(lanes) });
  };
  walk.forEach(({ turn }, at) => {
    const state = states.get(turn.client) as Client;
    const struck = turn.fault?.startsWith('crash');
    const begins = turn.begins && turn.fault !== 'crash-before';
    const ends = state.inside && (endsTransaction(turn) || Boolean(struck));
    state.begun = true;
    add(lineOfTurn(turn, at + 1), begins, ends);
    if (begins) state.inside = !struck;
    if (ends || turn.deadlock?.victim === turn.client) state.inside = false;
    if (turn.outcome === 'waiting') state.waits = true;
    if (turn.outcome === 'crashed') state.over = true;
    const also = turn.also ?? [];
    for (const { client, what, caption, waitsFor } of also) {
      const other = states.get(client) as Client;
      // Its last answer is the end of its lane.
      if (what === 'answer' && finishes(also, client)) other.over = true;
      if (what === 'released' || what === 'goes on') other.waits = false;
      if (what !== 'finished' && caption !== undefined)
        add({
          turn: at + 1,
          client,
          kind: what,
          ...textOf(caption),
          ...(waitsFor && { waitsFor: [waitsFor] }),
        });
      if (what === 'waits') other.waits = true;
      if (what === 'finished') other.over = true;
    }
    if (turn.deadlock) {
      const victim = states.get(turn.deadlock.victim);
      if (victim) victim.waits = false;
    }
  });
  return lines;
}

function lineOfTurn(turn: RecordedTurn, number: number): Omit<Line, 'lanes'> {
  const { client, waitsFor, outcome } = turn;
  return {
    turn: number,
    client,
    kind: 'turn',
    words: turn.words,
    ...textOf(turn.caption.replace(/ … waits for .*$/, '')),
    ...(outcome === 'waiting' && { waitsFor: waitsFor ?? [] }),
  };
}

function finishes(also: NonNullable<RecordedTurn['also']>, name: string): boolean {
  return also.some(({ client, what }) => client === name && what === 'finished');
}

/** `SELECT account 1 → balance 100`, taken apart at the arrow. */
function textOf(caption: string): { readonly text: string; readonly reply?: string } {
  const [, text = caption, reply] = /^(.*?) ?→ (.*)$/s.exec(caption) ?? [];
  return reply === undefined ? { text } : { text, reply };
}

const endsTransaction = ({ raw, caption }: RecordedTurn) =>
  /^(commit|rollback)\b/i.test(raw ?? caption);
