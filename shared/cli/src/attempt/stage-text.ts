import type { AttemptProgress } from '../judging/judge-attempt.ts';

/** How far the judging of an attempt by so many races has come, in one line. */
export function stageText({ stage, done, race }: AttemptProgress, races: number): string {
  const open = races - done;
  const so = {
    first: `judging: ${done} of ${races} races`,
    open: `probably green, ${open} of ${races} races open`,
    memory: `green so far, now every order within one instance: ${done} of ${races} races`,
  };
  return `${so[stage]} · ${race}`;
}
