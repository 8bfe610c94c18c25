import type { InsideEvent, Turn } from '@workbook/explorer';
import type { TimelineLine } from './timeline.ts';

/**
 * What happened inside the process in a turn, a line for each thing: who takes a lock and gives it back, who
 * waits there, and who goes on. `turns` are all of the run: they show whom a wait was for.
 */
export function insideLines(
  { index, inside = [] }: Turn,
  turns: readonly Turn[],
): Pick<TimelineLine, 'client' | 'kind' | 'caption' | 'place'>[] {
  const goOn = inside.filter(({ what }) => what === 'goes on').map(({ client }) => client);
  const taken = new Map<string, InsideEvent[]>();
  const lines: Pick<TimelineLine, 'client' | 'kind' | 'caption' | 'place'>[] = [];
  const tell = ({ client, place }: InsideEvent, caption: string) =>
    lines.push({ client, kind: 'inside', caption, place });
  for (const event of inside) {
    const { client, what, lock } = event;
    if (what === 'takes') {
      const before = taken.get(client);
      taken.set(client, [...(before ?? []), event]);
      // One line tells of all that a client takes in this turn; one that goes on has a line for that.
      if (before || goOn.includes(client)) continue;
      const all = inside.filter((one) => one.what === 'takes' && one.client === client);
      tell(event, `takes ${locks(all)}`);
    } else if (what === 'gives back') tell({ ...event, place: undefined }, `gives lock ${lock} back`);
    else if (what === 'waits') tell(event, waitCaption(event, turns.slice(index + 1)));
    else {
      const has = taken.get(client);
      tell(has?.[0] ?? event, has ? `… goes on with ${locks(has)}` : '… goes on');
    }
  }
  return lines;
}

function locks(events: readonly InsideEvent[]): string {
  const names = [...new Set(events.map(({ lock = '' }) => lock))];
  return `${names.length === 1 ? 'lock' : 'locks'} ${names.join(', ')}`;
}

function waitCaption({ client, lock, holder }: InsideEvent, later: readonly Turn[]): string {
  if (lock !== undefined && holder !== undefined)
    return `… waits for lock ${lock}, which ${holder} holds`;
  if (lock !== undefined) return `… waits for lock ${lock}`;
  const end = later.find(({ inside = [] }) =>
    inside.some((one) => one.client === client && one.what === 'goes on'),
  );
  const by = end && end.client !== client ? `, for ${end.client}` : '';
  return `… waits inside the process${by}`;
}
