import type { CourseContent, StepContent } from '../content/course-content.ts';
import { html } from '../text/html.ts';
import { renderMarkdown } from '../text/markdown.ts';
import { addressFrom, type Page } from './frame.ts';
import { lookAddress } from './links.ts';
import { runFigures } from './run-figures.ts';

/** The lesson of a step: its README, in which runs can be walked and what is asked can be answered. */
export function lessonPage(
  { steps, races }: CourseContent,
  step: StepContent,
  isRecorded: (step: string, race: string) => boolean,
): Page {
  const { number, title } = step;
  const path = `${number}/index.html`;
  const look = runFigures(path, `steps/${number}/README.md`, races, isRecorded);
  const { html: text, headings } = renderMarkdown(step.lesson.replace(/^# .*\n/, ''), look);
  const at = steps.indexOf(step);
  const [before, next] = [steps[at - 1], steps[at + 1]];
  const main = html`<article class="lesson-body" data-step="${number}">
<header class="title"><p class="eyebrow">Step ${number} of ${steps.at(-1)?.number}</p><h1>${title}</h1></header>
<nav class="contents" aria-label="In this lesson"><ul>${headings
    .filter(({ level }) => level === 2)
    .map(({ id, text }) => html`<li><a href="#${id}">${text}</a></li>`)}</ul></nav>
<div class="prose">
${prediction(step, isRecorded)}
${text}
<section class="finish" hidden><button type="button" data-done="${number}">I have done step ${number}</button></section>
<nav class="neighbours" aria-label="Other lessons">${before && html`<a href="../${before.number}/index.html"><span>Before</span>${before.number} ${before.title}</a>`}${next && html`<a class="next" href="../${next.number}/index.html"><span>Next</span>${next.number} ${next.title}</a>`}</nav>
</div>
</article>`;
  const description = `Step ${number} of The Concurrency Workbook: ${title}.`;
  return {
    path,
    title: `${number} ${title}`,
    description,
    kind: 'lesson',
    section: 'course',
    main,
  };
}

/** The question before the step. Without a script it is a fold like others. */
function prediction(
  { number, prediction: { question, why, race, closest, on } }: StepContent,
  isRecorded: (step: string, race: string) => boolean,
) {
  const verdict = closest === undefined ? 'possible' : 'prevented';
  const seen = on !== 'start' && isRecorded(number, race);
  const address = addressFrom(`${number}/index.html`, lookAddress(number, race, closest));
  return html`<section class="predict" data-predict="${number}" data-verdict="${verdict}" aria-labelledby="predict-${number}">
<h2 id="predict-${number}">What do you expect?</h2>
<p>${question}</p>
<p class="choices" hidden><button type="button" value="possible">Yes, it can happen</button> <button type="button" value="prevented">No, it cannot</button></p>
<details><summary>Answer</summary><p role="status"></p><p><b>It ${verdict === 'possible' ? 'can' : 'cannot'} happen.</b> ${why}</p>${seen && html`<p><a href="${address}">See a run of it<span aria-hidden="true"> →</span></a></p>`}</details>
</section>`;
}
