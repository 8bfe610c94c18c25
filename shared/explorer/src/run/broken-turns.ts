import { asksInTurn, type Footprint, isOfUnknown } from '../model/footprint.ts';
import type { Turn } from '../model/run-record.ts';
import type { Sent } from './in-flight.ts';

/**
 * Whether the reply to an operation shows that clients do not have rows one after the other: it has asked for some in turn,
 * and failed, or a deadlock has come where others have.
 */
export function breaksTurns(
  { reply, launchedAt }: Pick<Sent, 'reply' | 'launchedAt'>,
  turns: readonly Pick<Turn, 'footprint'>[],
): boolean {
  if (!reply?.error) return false;
  const isDeadlock = reply.error.code === '40P01';
  const asked = isDeadlock ? turns : turns.slice(launchedAt, launchedAt + 1);
  return asked.some(({ footprint }) => asksInTurn(footprint));
}

/** Whether an operation asks for rows in turn that only its answer will show: which ones it waits for is not known. */
export function waitsForUnknown(footprint: Footprint): boolean {
  return (
    footprint !== 'everything' && footprint.some((use) => use.inTurn === 'asks' && isOfUnknown(use))
  );
}
