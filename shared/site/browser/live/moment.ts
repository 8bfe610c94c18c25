import { useEffect, useState } from 'preact/hooks';

/** What an address names: a race, and a moment of a run. */
export interface Moment {
  /** Only on the page of the learner's code; the page of a race on a step is about one. */
  readonly race?: string;
  /** The moves to be made; absent where the address names none. */
  readonly schedule?: string;
  /** How many of the turns are shown; all of them when absent. */
  readonly at?: number;
}

/** Reads `#lost-update/AAABB@3`, or `#AAABB@3`. */
export function momentIn(hash: string): Moment {
  const pattern = /^#(?:([a-z][\w-]*)\/)?([A-Z][^@/]*)?(?:@(\d+))?$/;
  const [, race, schedule, at] = pattern.exec(hash) ?? [];
  return {
    ...(race && { race }),
    ...(schedule && { schedule }),
    ...(at && { at: Number(at) }),
  };
}

/** Writes it. */
export function hashOf({ race, schedule = '', at }: Moment): string {
  return `#${race ? `${race}/` : ''}${schedule}${at === undefined ? '' : `@${at}`}`;
}

/** The moment that the page was opened at, or that the reader has gone to since: not what the page writes itself. */
export function useMoment(): [Moment, (moment: Moment) => void] {
  const [moment, setMoment] = useState(() => momentIn(location.hash));
  useEffect(() => {
    const come = () => setMoment(momentIn(location.hash));
    addEventListener('hashchange', come);
    return () => removeEventListener('hashchange', come);
  }, []);
  return [moment, setMoment];
}
