import { type Fault, formatMove } from '@workbook/explorer';
import type { Game } from './game.ts';

const game = `You are the scheduler: the clients stand still, and you say who goes.

Each line below the timeline is one client, with the operation that it is about to do. Press its letter, and the operation is done, on the real storage of this step. What it read or wrote is shown, and the client stands before its next operation. A client that waits for a lock cannot be let go.

You win when the end breaks the promise: money lost, a balance read that is out of date, a request refused for no reason, a deadlock. Where the race cannot happen, no order breaks it, and that is what there is to see.`;

const faults: Readonly<Record<Fault, string>> = {
  'crash-before': 'its instance crashes before the operation',
  'crash-after': 'its instance crashes after the operation, and the reply is lost',
  'crash-half': 'its instance crashes in the middle of a write',
  pause: 'it is paused until no other client can go on',
  'late-reply': "the operation is done, and its reply comes later, as A's next move",
  'redis-away': 'Redis is away, from this operation on',
  'redis-failover': 'another Redis takes over before it, and knows none of the keys',
  'time-passes': 'time goes by before it: what other clients do there takes long',
};

/** The signs of the faults that a race has, or of all that there are. */
export function signsOf(
  some: readonly Fault[] = Object.keys(faults) as readonly Fault[],
): readonly string[] {
  return some.map((fault) => formatMove({ client: 'A', fault }).slice(1));
}

/** The rules of a game in which these faults can strike, for those who ask: paragraphs are to be wrapped. */
export function rulesOf({ faults: own }: Pick<Game, 'faults'>): string {
  const moves = [
    'A  B  C   let this client go',
    ...own.map((fault) => `${formatMove({ client: 'A', fault }).padEnd(10)}${faults[fault]}`),
    ...(own.length > 0 ? ['          (on a terminal: press the sign, and then the letter)'] : []),
    'v         after a deadlock: PostgreSQL cancels another one of its clients',
    'u         undo the last move',
    'r         restart',
    'g         give up: the shortest order that breaks it, if there is one',
    'q         quit',
  ];
  return `${game}\n\n${moves.join('\n')}`;
}
