import type { Race } from './race.ts';
import type { Request } from './requests.ts';

/** A client of a race, as the scheduler knows it. */
export interface Caller {
  /** A single capital letter. */
  readonly name: string;
  /** The instance that it sends to, counted from 0. */
  readonly instance: number;
  readonly requests: readonly Request[];
  /**
   * The client whose second try it is: it goes on where that one was given no answer, or 503, and does
   * not appear in a run where that does not happen.
   */
  readonly secondTryOf?: string;
}

/** The clients of a race; where they send again, each a second time, under the next free letters. */
export function callersOf({ clients, instances, sendsAgain = false }: Race): readonly Caller[] {
  const callers = Object.entries(clients).map(
    ([name, requests], i): Caller => ({
      name,
      instance: i % instances,
      requests: [requests].flat() as Request[],
    }),
  );
  if (!sendsAgain) return callers;
  const free = letters.filter((letter) => !(letter in clients));
  const again = callers.map(({ name, instance, requests }, i) => ({
    name: free[i] as string,
    instance: (instance + 1) % instances,
    requests,
    secondTryOf: name,
  }));
  return [...callers, ...again];
}

/** Clients take turns in choosing an instance: with fewer instances than clients, some share one. */
export function someShareAnInstance(race: Race): boolean {
  return race.instances < callersOf(race).length;
}

/** Z is who asks when a race is over. */
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXY'.split('');
