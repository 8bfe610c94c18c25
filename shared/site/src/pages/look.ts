import type { Recording } from '@workbook/recording';
import { ordersFrom } from '@workbook/recording/walk';
import type { CourseContent } from '../content/course-content.ts';
import { timelineOf } from '../content/timeline-of-walk.ts';
import { damageOf } from '../run/damage.ts';
import { firstWalk, isWhole, positionAt, scheduleOf } from '../run/walk.ts';
import { type Content, html } from '../text/html.ts';
import { addressFrom, type Page } from './frame.ts';
import { lookAddress } from './links.ts';
import { timelineTable } from './timeline-table.ts';

/** A race on a step. Without a script it shows one order; with it, all of them. */
export function lookPage(
  { map, steps }: CourseContent,
  recording: Recording,
  isRecorded: (step: string, race: string) => boolean,
): Page {
  const { race, step, clients, counts } = recording;
  const path = lookAddress(step.number, race.id);
  const walk = firstWalk(recording, ordersFrom(recording));
  const end = isWhole(recording, walk)
    ? recording.ends[recording.positions[positionAt(walk)]?.end ?? -1]
    : undefined;
  const timeline = timelineOf(recording, walk, damageOf(recording, walk));
  const cells = map.find((row) => row.race.id === race.id)?.cells ?? [];
  const stepLink = (number: string): Content => {
    const verdict = cells.find((cell) => cell.step === number)?.verdict;
    const sign = verdict === 'possible' ? '✗' : verdict === 'prevented' ? '✓' : '?';
    const words =
      verdict === 'possible'
        ? 'can happen'
        : verdict === 'prevented'
          ? 'cannot happen'
          : 'not known';
    if (!isRecorded(number, race.id)) return undefined;
    return html`<li><a class="${verdict}" href="${addressFrom(path, lookAddress(number, race.id))}"${number === step.number && html` aria-current="page"`}>${number} <span aria-hidden="true">${sign}</span><span class="hidden"> ${words}</span></a></li>`;
  };
  const main = html`<header class="title look-title">
<p class="eyebrow"><a href="index.html">Step ${step.number}: ${step.title}</a></p>
<h1>${race.name[0]?.toUpperCase()}${race.name.slice(1)}</h1>
<p class="lead">${race.question} <b class="${counts.verdict === 'possible' ? 'bad' : 'good'}">${verdictText(recording)}</b></p>
<nav class="on-steps" aria-label="This race on other steps"><span>On step</span><ul>${steps.map(({ number }) => stepLink(number))}</ul></nav>
</header>
<div id="look"><figure class="run"><div class="scroll" tabindex="0">${timelineTable(timeline)}</div><figcaption><span>${clients.map(({ name, requests }) => `${name}: ${requests.join(', then ')}`).join(' · ')}</span> <span>schedule ${scheduleOf(walk)}</span>${end?.violation && html`<span class="violation"><span class="sign" aria-hidden="true">✗</span> ${end.violation}</span>`}</figcaption></figure>
${end?.contradictions && html`<p>No order in which the requests come one at a time explains this end:</p><ul>${end.contradictions.map(({ order, because }) => html`<li>${order.map(({ client }) => client).join(', then ')}: ${because}</li>`)}</ul>`}
<p class="note">With a script, this page walks through every order.</p></div>
<p class="keys note"><kbd>←</kbd> <kbd>→</kbd> step, <kbd>Home</kbd> <kbd>End</kbd> to the ends, <kbd>Space</kbd> plays, <kbd>R</kbd> restarts, <kbd>U</kbd> takes a move back. The address names this moment: send it. In a terminal: <code>npx workbook replay ${step.number} ${race.id} ${scheduleOf(walk)}</code></p>`;
  return {
    path,
    title: `${race.name} on step ${step.number}`,
    description: race.question,
    kind: 'look',
    section: 'look',
    main,
    scripts: [`${step.number}/code.js`, `${step.number}/${race.id}.js`],
  };
}

function verdictText({ counts: { verdict, orders, breaking, complete } }: Recording): string {
  const all = orders.toLocaleString('en');
  if (verdict === 'possible')
    return complete
      ? `✗ ${breaking.toLocaleString('en')} of ${all} orders break it.`
      : `✗ Of the ${all} orders that were looked at, ${breaking.toLocaleString('en')} break it.`;
  if (verdict === 'prevented')
    return orders === 1
      ? '✓ The only order does not break it.'
      : `✓ None of the ${all} orders breaks it.`;
  return `? None of the ${all} orders that were looked at breaks it, and there are more.`;
}
