import { type CourseStep, callersOf, type Race } from '@workbook/course';
import type { JudgedRun, Turn } from '@workbook/explorer';
import {
  byClient,
  type Exchange,
  type OneAtATime,
  oneAtATime,
  type RaceDetail,
  type RaceRecord,
  type RecordedEvent,
  type Stored,
  shortAccount,
  shortAnswer,
  shortReply,
  type TurnLine,
} from '@workbook/judge';
import type {
  Also,
  Contradiction,
  End,
  Explaining,
  Part,
  Position,
  RecordedTurn,
  Recording,
  SourceFile,
} from './format.ts';
import { Interned } from './interned.ts';
import { wordsOf } from './words/words.ts';

/** What a recording says beside what was run. */
export interface Told {
  readonly race: Race;
  readonly step: Pick<CourseStep, 'number'>;
  /** The title of the step's lesson. */
  readonly title: string;
  readonly inputs: string;
  /** Reads a file of the code that ran, by its name in a place. */
  readonly sourceOf: (name: string) => string;
}

/** Puts what was run into the form in which it is played. The same runs always give the same recording. */
export function recordingOf(
  { report, positions, events }: RaceRecord,
  { race, step, title, inputs, sourceOf }: Told,
): Recording {
  const parts = new Interned<Part>();
  const moments = new Interned<readonly number[]>();
  const ends = new Interned<End>();
  const turns = new Interned<RecordedTurn>();
  const momentOf = (stored: Stored) => moments.add(partsOf(stored).map((part) => parts.add(part)));
  // What has come before a turn tells events apart, and is not told: many of them look the same.
  const turnAt = events.map((event) => turns.add(turnOf(event)));
  const recordedPositions = positions.map(
    ({ next, stored, end }): Position => ({
      next: next.map(({ event, to }) => [turnAt[event] as number, to] as const),
      moment: momentOf(stored),
      ...(end && { end: ends.add(endOf(race, end)) }),
    }),
  );
  const { exploration } = report;
  const { verdict, complete, possible, failing, impossible, distinct, failingDistinct } =
    exploration;
  return {
    format: 1,
    inputs,
    race: {
      id: race.id,
      name: race.name,
      anomaly: race.anomaly,
      question: race.question,
      instances: race.instances,
    },
    step: { number: step.number, title },
    clients: clientsOf(race, turns.all),
    counts: {
      verdict,
      orders: possible,
      breaking: failing,
      impossible,
      runs: distinct,
      breakingRuns: failingDistinct,
      complete,
      ...(exploration.first && { first: exploration.first.text }),
    },
    positions: recordedPositions,
    turns: turns.all,
    ends: ends.all,
    moments: moments.all,
    parts: parts.all,
    files: filesOf(turns.all, sourceOf),
  };
}

/** A second try has a column where there is one. */
function clientsOf(race: Race, turns: readonly RecordedTurn[]): Recording['clients'] {
  return callersOf(race)
    .filter(({ name, secondTryOf }) => !secondTryOf || turns.some(({ client }) => client === name))
    .map(({ name, instance, requests, secondTryOf }) => ({
      name,
      instance,
      requests: requests.map(({ label }) => label),
      ...(secondTryOf !== undefined && { secondTryOf }),
    }));
}

function partsOf({ tables, keys, files, lists }: Stored): Part[] {
  return [
    ...tables.map((table): Part => ({ kind: 'table', ...table })),
    ...keys.map((key): Part => ({ kind: 'key', ...key })),
    ...files.map((file): Part => ({ kind: 'file', ...file })),
    ...lists.map((one): Part => ({ kind: 'list', ...one })),
  ];
}

function turnOf({ turn, move, lines, changes }: RecordedEvent): RecordedTurn {
  const { client, kind, text, sent, sql, outcome, waitsFor, deadlock } = turn;
  const [itself] = lines;
  const { caption = text, place } = itself ?? {};
  const { fault } = turn.move;
  const store = storeOf(turn);
  const words = wordsOf(turn);
  const raw = sent?.text ?? (kind === 'redis' || kind === 'file' ? text : undefined);
  const parameters = (sent?.values ?? []).map(parameterText);
  const reply = shortReply(turn).replace(/^→ /, '');
  const also = alsoOf(turn, lines);
  return {
    client,
    move,
    ...(fault && { fault }),
    kind,
    ...(store && { store }),
    words,
    caption,
    ...(raw !== undefined && { raw }),
    ...(parameters.length > 0 && { parameters }),
    ...(reply !== '' && { reply }),
    ...(place !== undefined && { place }),
    outcome,
    ...(waitsFor.length > 0 && { waitsFor }),
    ...(also.length > 0 && { also }),
    ...(deadlock && { deadlock }),
    ...(changes && { changes }),
    ...(sql?.verb === 'begin' && { begins: true as const }),
  };
}

function storeOf({ kind }: Pick<Turn, 'kind'>): RecordedTurn['store'] {
  if (kind === 'sql') return 'postgres';
  if (kind === 'file') return 'files';
  return kind === 'redis' ? 'redis' : undefined;
}

function parameterText(value: unknown): string {
  if (value instanceof Date) return 'a time';
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function alsoOf({ inside = [], finished }: Turn, lines: readonly TurnLine[]): Also[] {
  const told = lines.slice(1).map(({ client, kind, caption, place }): Also => {
    const what = kind === 'inside' ? insideOf(caption) : kind === 'answer' ? 'answer' : 'released';
    const holder = inside.find((one) => one.client === client && one.what === 'waits')?.holder;
    return {
      client,
      what,
      caption,
      ...(place !== undefined && { place }),
      ...(what === 'waits' && holder !== undefined && { waitsFor: holder }),
    };
  });
  return [...told, ...finished.map((client): Also => ({ client, what: 'finished' }))];
}

function insideOf(caption: string): Also['what'] {
  if (caption.startsWith('… waits')) return 'waits';
  return caption.startsWith('… goes on') ? 'goes on' : 'inside';
}

function endOf(race: Race, { outcome, violation, detail }: JudgedRun<RaceDetail>): End {
  const { exchanges, final, violationWithPlaces, wrong } = detail;
  const [one, ...others] = oneAtATime(race, detail);
  const explains = one && others.length === 0 && one.because === undefined ? one : undefined;
  const all = one && !explains ? [one, ...others] : [];
  const sentence = violationWithPlaces ?? violation;
  return {
    outcome,
    answers: byClient(exchanges).map(({ client, answer }) => ({
      client,
      answer: shortAnswer(answer),
    })),
    ...(final && { accounts: final.map(shortAccount) }),
    ...(sentence !== undefined && { violation: sentence }),
    ...(explains && { explainedBy: explains.order.map(explaining) }),
    ...(all.length > 0 && { contradictions: all.map(contradictionOf) }),
    ...(wrong && blame(wrong)),
  };
}

function blame({
  leftOpen,
  isNoticedAfterwards,
}: NonNullable<RaceDetail['wrong']>): Pick<End, 'leftOpen' | 'noticedAfterwards'> {
  if (leftOpen !== undefined) return { leftOpen };
  return isNoticedAfterwards ? { noticedAfterwards: true } : {};
}

function contradictionOf({ order, because = '' }: OneAtATime): Contradiction {
  return { order: order.map(explaining), because };
}

function explaining({ client, label, answer }: Exchange): Explaining {
  return { client, request: label, ...(answer && { answer: shortAnswer(answer) }) };
}

function filesOf(turns: readonly RecordedTurn[], sourceOf: Told['sourceOf']): SourceFile[] {
  const places = turns.flatMap(({ place, also = [] }) => [place, ...also.map((one) => one.place)]);
  const names = places.flatMap((place) => place?.replace(/:\d+$/, '') ?? []);
  return [...new Set(['accounts.ts', ...names])]
    .sort()
    .map((name) => ({ name, text: sourceOf(name) }));
}
