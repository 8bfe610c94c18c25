import { type Answer, asShown, type Footprint, meet, outOfTurn } from './footprint.ts';

/*
 * A row that is read FOR UPDATE is kept from all others until the transaction ends, and those who ask for it by its key have
 * it one after the other, in the order in which they ask. So it makes no difference whether the next one asks while another
 * one has the row, and waits, or when it has been given back: to acquire what is released need not be tried before the
 * release (Flanagan and Godefroid, 2005). That holds as long as no deadlock comes, and none of those who ask fails.
 */

/** Whether `one` gives back a row that `other` asks for in turn: its session goes on only after that. */
export function handsOver(one: Footprint, other: Footprint): boolean {
  if (one === 'everything' || other === 'everything') return false;
  return other.some(
    (asked) =>
      asked.mode === 'lock' &&
      asked.inTurn === 'asks' &&
      one.some((given) => given.inTurn === 'gives' && meet([asked], [given])),
  );
}

/**
 * A footprint as it is among so many clients. Who waits for one of several rows holds none of those behind it yet, and a
 * third client may have them first: then it matters whether one asks for them before or after the first is given back.
 */
export function among(clients: number, footprint: Footprint): Footprint {
  if (clients <= 2 || footprint === 'everything') return footprint;
  const asked = footprint.filter(({ mode, inTurn }) => mode === 'lock' && inTurn === 'asks');
  return asked.length > 1 ? outOfTurn(footprint) : footprint;
}

/** What an operation touches that waits among so many clients; in no turn where it is not known for which rows it asks. */
export function asAsked(
  clients: number,
  footprint: Footprint,
  { asksFor }: { readonly asksFor?: Answer['rows'] },
): Footprint {
  return footprint === 'everything' ? footprint : among(clients, asShown(footprint, asksFor));
}

/** What is left of a footprint for when its rows are there, where it has asked for them before. */
export function butAsked(footprint: Footprint): Footprint {
  if (footprint === 'everything') return footprint;
  return footprint.filter(({ inTurn }) => inTurn !== 'asks' && inTurn !== 'never');
}

/** The footprint of what an operation does where it fails, if turns are kept. */
export function asIfItNeverFailed(footprint: Footprint): Footprint {
  if (footprint === 'everything') return footprint;
  return footprint.map((use) => ({ ...use, inTurn: 'never' }));
}
