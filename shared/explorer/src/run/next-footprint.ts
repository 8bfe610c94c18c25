import { takeMemoryUses } from '../control/locks/watched-memory.ts';
import {
  asksInTurn,
  closing,
  type Footprint,
  keepsUnlessFailing,
  mayDo,
  memoryOf,
  onFailure,
  outOfTurn,
  type Use,
  union,
  whateverAnswered,
} from '../model/footprint.ts';
import { asAsked, asIfItNeverFailed, butAsked } from '../model/in-turn.ts';
import type { Turn } from '../model/run-record.ts';
import type { Clients } from './clients.ts';
import type { InFlight } from './in-flight.ts';

/**
 * What the next operation of the client `name` touches, as far as that is known before it runs. Where it has run before,
 * it is known what its own code has then used of the memory that is watched: that `isKnown`, and is left out.
 */
export function nextFootprint(
  name: string,
  clients: Clients,
  inFlight: InFlight,
  isKnown = false,
): Footprint {
  const shared = clients.memoryOf(name);
  const touched = clients.next(name).operation.footprint();
  // What its code does when it has got the rows shows to others in its memory.
  const asked = shared.length > 0 ? outOfTurn(touched) : touched;
  const memory = isKnown ? ofMemory(shared, watchedMemories(clients), []) : shared;
  const own = mayCloseCircle(asked, clients) ? union(asked, [closing]) : asked;
  // A COMMIT after nothing but reads touches nothing, and yet gives the locks of tables back.
  const onlyReads = own !== 'everything' && own.every(({ mode }) => mode === 'read');
  if (onlyReads && own.length > 0) return union(own, memory);
  const woken = [...inFlight].filter(({ waitsFor }) => waitsFor?.includes(name));
  const theirs = woken.map(({ footprint, operation, client }) => {
    const asked = asAsked(clients.all().length, footprint, operation);
    return goingOn(whateverAnswered(asked), clients.memoryOf(client));
  });
  if (!keepsUnlessFailing(own)) return union(own, memory, ...theirs);
  const ifFailing = theirs.map(onFailure);
  return union(own, memory, ...(asksInTurn(own) ? ifFailing.map(asIfItNeverFailed) : ifFailing));
}

/** A turn is over: it has touched no more of the memory that is watched than what was used there. */
export function noteMemory(turn: Turn, clients: Clients): void {
  turn.footprint = ofMemory(turn.footprint, watchedMemories(clients), takeMemoryUses());
}

/** The memories of which it is watched what clients use there. */
function watchedMemories(clients: Pick<Clients, 'all'>): readonly Use[] {
  const watched = clients.all().filter(({ plan }) => plan.memoryIsWatched);
  return [...new Set(watched.map(({ plan }) => plan.instance))].map(memoryOf);
}

/** What a client touches that has waited, of this footprint, when it goes on, with what it touches in its memory. */
export function goingOn(footprint: Footprint, memory: Footprint): Footprint {
  return memory.length > 0 ? union(outOfTurn(footprint), memory) : butAsked(footprint);
}

/**
 * The last two that come to wait in a circle touch something in common, they or those who wait for them, as long as
 * there are no more than five. Of six they may not, and yet the last one closes the circle.
 */
function mayCloseCircle(own: Footprint, clients: Clients): boolean {
  return clients.all().length >= 6 && mayDo('lock', own);
}

/** The same footprint where no more of these memories is touched than what has these names. */
function ofMemory(
  footprint: Footprint,
  memories: readonly Use[],
  names: readonly string[],
): Footprint {
  if (footprint === 'everything' || memories.length === 0) return footprint;
  const isOne = ({ scope }: Use) => memories.some((one) => one.scope === scope);
  return footprint.flatMap((use) => (isOne(use) ? names.map((key) => ({ ...use, key })) : [use]));
}
