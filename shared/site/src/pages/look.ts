import type { Race } from '@workbook/course';
import type { Recording } from '@workbook/recording';
import { ordersFrom } from '@workbook/recording/walk';
import type { CourseContent, StepContent } from '../content/course-content.ts';
import { timelineOf } from '../content/timeline-of-walk.ts';
import { damageOf } from '../run/damage.ts';
import { firstWalk } from '../run/first-walk.ts';
import { verdictText } from '../run/verdict-text.ts';
import { isWhole, positionAt, scheduleOf } from '../run/walk.ts';
import { type Content, type Html, html } from '../text/html.ts';
import { addressFrom, type Page } from './frame.ts';
import { lookAddress } from './links.ts';
import { timelineTable } from './timeline-table.ts';

/** A race on a step. Without a script it shows one order; with it, all of them. */
export function lookPage(
  content: CourseContent,
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
  const main = html`${titleOf(content, step, race, path, html`<b class="${counts.verdict === 'possible' ? 'bad' : 'good'}">${verdictText(recording)}</b>`, isRecorded)}
<div id="look"><figure class="run"><div class="scroll" tabindex="0">${timelineTable(timeline)}</div><figcaption><span>${clients.map(({ name, requests }) => `${name}: ${requests.join(', then ')}`).join(' · ')}</span> <span>schedule ${scheduleOf(walk)}</span>${end?.violation && html`<span class="violation"><span class="sign" aria-hidden="true">✗</span> ${end.violation}</span>`}</figcaption></figure>
${end?.contradictions && html`<p>No order in which the requests come one at a time explains this end:</p><ul>${end.contradictions.map(({ order, because }) => html`<li>${order.map(({ client }) => client).join(', then ')}: ${because}</li>`)}</ul>`}
<p class="note">With a script, this page walks through every order.</p></div>
${noneLate(content, recording) && html`<p class="note">No reply is late in these orders: that matters only to code that keeps something in memory, and the code of this step does not.</p>`}
<p class="keys note"><span class="keyboard"><kbd>←</kbd> <kbd>→</kbd> step, <kbd>Home</kbd> <kbd>End</kbd> to the ends, <kbd>Space</kbd> plays, <kbd>R</kbd> restarts, <kbd>U</kbd> takes a move back. </span>The address names this moment: send it. In a terminal: <code data-command>npx workbook replay ${step.number} ${race.id} ${scheduleOf(walk)}</code></p>`;
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

/** Whether the race is about a late reply, and the search has made none late. */
function noneLate({ map }: CourseContent, { race, turns }: Recording): boolean {
  const faults = map.find((row) => row.race.id === race.id)?.race.faults;
  return faults?.includes('late-reply') === true && turns.every(({ fault }) => !fault);
}

/** A race on a step that was not recorded, in the live face: each move is executed when it is made. */
export function unrecordedPage(
  content: CourseContent,
  step: StepContent,
  race: Race,
  isRecorded: (step: string, race: string) => boolean,
): Page {
  const path = lookAddress(step.number, race.id);
  const verdict = content.map
    .find((row) => row.race.id === race.id)
    ?.cells.find((cell) => cell.step === step.number)?.verdict;
  const said = {
    possible: html`<b class="bad">✗ It can happen.</b>`,
    prevented: html`<b class="good">✓ It cannot happen.</b>`,
    inconclusive: html`<b>? No verdict.</b>`,
  }[verdict ?? 'inconclusive'];
  const main = html`${titleOf(content, step, race, path, said, isRecorded)}
<p class="note">This race was not recorded on step ${step.number}, so that its orders cannot be walked. You can play it all the same: each move is executed when you make it, on the finished code of the step.</p>
<div id="live" data-step="${step.number}" data-race="${race.id}" data-code="finished"><p class="note">It needs a script. In a terminal: <code>npx workbook play ${step.number} ${race.id}</code></p></div>`;
  return {
    path,
    title: `${race.name} on step ${step.number}`,
    description: race.question,
    kind: 'look',
    section: 'look',
    main,
  };
}

/** The head of a page about a race on a step, with the ways to the same race on other steps. */
function titleOf(
  { map, steps }: CourseContent,
  step: Pick<StepContent, 'number' | 'title'>,
  race: Pick<Race, 'id' | 'name' | 'question'>,
  path: string,
  verdict: Content,
  isRecorded: (step: string, race: string) => boolean,
): Html {
  const cells = map.find((row) => row.race.id === race.id)?.cells ?? [];
  const missing = cells.filter((cell) => !isRecorded(cell.step, race.id)).map((cell) => cell.step);
  const link = (number: string): Content => {
    if (!isRecorded(number, race.id)) return undefined;
    const found = cells.find((cell) => cell.step === number)?.verdict ?? 'inconclusive';
    return html`<li><a class="${found}" href="${addressFrom(path, lookAddress(number, race.id))}"${number === step.number && html` aria-current="page"`}>${number} <span aria-hidden="true">${signs[found]}</span><span class="hidden"> ${words[found]}</span></a></li>`;
  };
  return html`<header class="title look-title">
<p class="eyebrow"><a href="index.html">Step ${step.number}: ${step.title}</a></p>
<h1>${race.name[0]?.toUpperCase()}${race.name.slice(1)}</h1>
<p class="lead">${race.question} ${verdict}</p>
<nav class="on-steps" aria-label="This race on other steps"><span>On step</span><ul>${steps.map(({ number }) => link(number))}</ul>${missing.length > 0 && html`<p>Not recorded on ${missing.join(', ')}.</p>`}</nav>
</header>`;
}

const signs = { possible: '✗', prevented: '✓', inconclusive: '?' } as const;
const words = {
  possible: 'can happen',
  prevented: 'cannot happen',
  inconclusive: 'not known',
} as const;
