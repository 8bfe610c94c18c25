import type { InsideEvent, Turn } from '@workbook/explorer';

/** What a client does inside the process. */
interface InsideLine {
  readonly client: string;
  readonly kind: 'inside';
  readonly caption: string;
  readonly place?: string | undefined;
}

/**
 * What happened inside the process in a turn, a line for each thing: who takes locks and gives them back, who
 * waits there, and who goes on. `turns` are all of the run: they show whom a wait was for.
 */
export function insideLines({ index, inside = [] }: Turn, turns: readonly Turn[]): InsideLine[] {
  return inside.flatMap((event) => {
    const { client, what } = event;
    const alike = inside.filter((one) => one.client === client && one.what === what);
    const goesOn = inside.some((one) => one.client === client && one.what === 'goes on');
    // One line tells of all locks that a client takes; of one that goes on with them, that line does.
    if (alike[0] !== event) return [];
    if (what === 'takes' && goesOn) return [];
    const line = (caption: string, place?: string): InsideLine[] => [
      { client, kind: 'inside', caption, place },
    ];
    if (what === 'takes') return line(`takes ${locks(alike)}`, event.place);
    if (what === 'gives back') return line(`gives ${locks(alike)} back`);
    if (what === 'waits') return line(waitCaption(event, turns.slice(index + 1)), event.place);
    const taken = inside.filter((one) => one.client === client && one.what === 'takes');
    const [first] = taken;
    return first ? line(`… goes on with ${locks(taken)}`, first.place) : line('… goes on');
  });
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
