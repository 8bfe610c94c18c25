import type { CourseContent } from '../content/course-content.ts';
import { html } from '../text/html.ts';
import type { Page } from './frame.ts';
import { lookAddress } from './links.ts';

/** The races, to be played or to be looked at. */
export function playPage(
  { steps, map }: CourseContent,
  isRecorded: (step: string, race: string) => boolean,
): Page {
  const games = map.map(({ race, cells }) => {
    const on = cells.filter(({ step }) => isRecorded(step, race.id));
    const clients = Object.entries(race.clients).map(([name, asked]) => {
      const requests = [asked].flat();
      return html`<b class="of-${name}">${name}</b> ${requests.map(({ label }) => label).join(', then ')}`;
    });
    return html`<li class="game" data-race="${race.id}"><h3>${race.name}</h3><p>${clients.flatMap((text, i) => (i === 0 ? [text] : [' · ', text]))}</p>
${on.length > 0 ? html`<p class="on"><span>Play it on step</span> ${on.map(({ step }) => html`<a href="${lookAddress(step, race.id)}#play"><span class="hidden">${race.name} on step </span>${step}</a> `)}</p>` : html`<p class="note">It was not recorded on any step. In a terminal: <code>npx workbook play ${cells.at(-1)?.step} ${race.id}</code></p>`}</li>`;
  });
  const main = html`<header class="title"><h1>Be the scheduler</h1>
<p class="lead">The clients stand still, and you say who goes. First break the race; then find an order that does not. What each move does was recorded from real runs, in every order.</p></header>
<h2 class="hidden">The races</h2><ul class="games">${games}</ul>
<p class="note">Where a race cannot happen, no order breaks it, and that is what there is to see. Steps: ${steps.map(({ number, title }) => `${number} ${title}`).join(' · ')}.</p>`;
  const description = 'Be the scheduler yourself: break a race, then find an order that holds.';
  return {
    path: 'play.html',
    title: 'Be the scheduler',
    description,
    kind: 'play-page',
    section: 'look',
    main,
  };
}
