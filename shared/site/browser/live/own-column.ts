import type { LiveState } from '../../src/live/protocol.ts';
import { isLive, listen } from './server.ts';
import { raceSigns, wordsOf } from './standings.ts';

/** Puts the learner's own code onto the map, as a column beside the steps: what the judge knows of each race now. */
export function showOwnColumn(): void {
  const map = document.querySelector<HTMLTableElement>('.map');
  if (!isLive || !map) return;
  const head = document.createElement('th');
  head.scope = 'col';
  const rows = [...map.querySelectorAll<HTMLElement>('tr[data-race]')];
  const cells = rows.map((row) => {
    const cell = document.createElement('td');
    row.querySelector('th')?.after(cell);
    return { race: row.dataset.race, cell };
  });
  map.tHead?.rows[0]?.cells[0]?.after(head);
  const show = ({ step, races }: LiveState) => {
    const page = `${step}/attempt.html`;
    head.replaceChildren(link(page, 'yours', ` of step ${step}`));
    for (const { race, cell } of cells) {
      const known = races.find(({ id }) => id === race);
      cell.className = `own ${known?.standing ?? ''}`;
      cell.replaceChildren(
        ...(known
          ? [link(`${page}#${known.id}/`, raceSigns[known.standing], ` ${wordsOf(known)}`)]
          : []),
      );
    }
  };
  listen({ state: show, failure: () => {}, connected: () => {} });
}

/** A link with words, of which some are only read aloud. */
function link(href: string, text: string, hidden: string): HTMLAnchorElement {
  const anchor = Object.assign(document.createElement('a'), { href, textContent: text });
  const more = Object.assign(document.createElement('span'), {
    className: 'hidden',
    textContent: hidden,
  });
  anchor.append(more);
  return anchor;
}
