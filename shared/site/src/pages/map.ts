import type { CourseContent } from '../content/course-content.ts';
import type { MapCell } from '../content/map.ts';
import { html } from '../text/html.ts';
import type { Page } from './frame.ts';
import { lookAddress } from './links.ts';

const signs = { prevented: '✓', possible: '✗', inconclusive: '?' } as const;
const words = {
  prevented: 'cannot happen',
  possible: 'can happen',
  inconclusive: 'no verdict',
} as const;

/** The course map: each race on each step. What lies ahead of the reader is closed by the script. */
export function mapPage(
  { steps, map }: CourseContent,
  isRecorded: (step: string, race: string) => boolean,
): Page {
  const cellOf = (race: string, cell: MapCell) => {
    const { step, verdict, ends, failing, orders } = cell;
    const text = html`<span class="sign" aria-hidden="true">${ends ? '★' : signs[verdict]}</span><span class="hidden">${words[verdict]}${ends && ', for the first time'}: </span><span class="count">${verdict === 'possible' && html`${failing}<span aria-hidden="true">/</span><span class="hidden"> of </span>`}${orders}</span>`;
    return html`<td class="${verdict}${ends && ' ends'}" data-column="${step}">${isRecorded(step, race) ? html`<a href="${lookAddress(step, race)}">${text}</a>` : html`<span>${text}</span>`}</td>`;
  };
  const cellOn = (step: string, race: string, cells: readonly MapCell[]) => {
    const cell = cells.find((one) => one.step === step);
    if (cell) return cellOf(race, cell);
    return html`<td data-column="${step}"><span aria-hidden="true">·</span><span class="hidden">not asked</span></td>`;
  };
  const main = html`<header class="title"><h1>The map</h1>
<p class="lead">Which race can happen on which step, and in how many orders of the clients' operations. It gives away what each step does: predict first.</p></header>
<ul class="legend"><li class="possible"><span class="sign">✗</span> can happen: so many orders break it, of so many</li><li class="prevented"><span class="sign">✓</span> cannot happen: no order breaks it</li><li class="prevented ends"><span class="sign">★</span> the first step that prevents it</li></ul>
<details class="spoiler" data-map><summary>Show the whole map</summary>
<p class="uncover-all" hidden><span>A column opens when its step is done.</span> <button type="button" class="small">Show all steps</button></p>
<div class="scroll of-map" tabindex="0"><table class="map"><thead><tr><td></td>${steps.map(
    ({ number, title }) =>
      html`<th scope="col" data-column="${number}"><a href="${number}/index.html">${number}<span class="hidden"> ${title}</span></a></th>`,
  )}</tr></thead><tbody>${map.map(
    ({ race, cells }) =>
      html`<tr data-race="${race.id}"><th scope="row"><span title="${race.question}">${race.name}</span></th>${steps.map(({ number }) => cellOn(number, race.id, cells))}</tr>`,
  )}</tbody></table></div>
<p class="note">Large counts are rounded: 2.1k is thousands, m millions, b billions (10⁹). Accounts can be renamed from step 07 on; before, such a request is refused, and a ✓ says no more. A dot: the race is not asked of this step.</p></details>`;
  const description = 'Which race can happen on which step, and in how many orders.';
  return {
    path: 'map.html',
    title: 'The map',
    description,
    kind: 'map-page',
    section: 'map',
    main,
  };
}
