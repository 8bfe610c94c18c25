import type { CourseContent, StepContent } from '../content/course-content.ts';
import { timelineInText } from '../content/timeline-in-text.ts';
import { html } from '../text/html.ts';
import { renderMarkdown } from '../text/markdown.ts';
import type { Page } from './frame.ts';
import { linkOn, lookAddress } from './links.ts';
import { timelineTable } from './timeline-table.ts';

/** The first page: what this is, the steps, how a lesson is taken. */
export function coursePage(
  content: CourseContent,
  isRecorded: (step: string, race: string) => boolean,
): Page {
  const { steps, docs } = content;
  const path = 'index.html';
  const how = renderMarkdown(sectionOf(docs.README, 'How to take a lesson'), {
    link: (href) => linkOn(path, 'docs/README.md', href),
  });
  const [first] = steps;
  const picture = timelineInText(
    /picture race=two-openings[^]*?```text\n([^]*?)```/.exec(first?.lesson ?? '')?.[1] ?? '',
  );
  const start = ['03', '04', '05', '01'].find((step) => isRecorded(step, 'lost-update')) ?? '03';
  const main = html`<div class="hero">
<div><h1>Races in data storage, made certain</h1>
<p class="lead">Two requests meet in a bank. Whether money is lost depends on who goes first, at each statement. Here every order has been run, on a real database: red is proven, and green says what it covers.</p>
<p class="actions"><a class="button" href="01/index.html" data-next>Begin with step 01</a> <a class="button quiet" href="${lookAddress(start, 'lost-update')}#play">Break a race yourself</a></p></div>
${picture && html`<figure class="run" data-run><div class="scroll" tabindex="0">${timelineTable(picture)}</div><figcaption><span class="violation"><span class="sign" aria-hidden="true">✗</span> Cleo and Dan were both given the id 2: what Cleo pays in, Dan can take out.</span></figcaption></figure>`}
</div>
<section aria-labelledby="steps"><h2 id="steps">Ten steps, each storing accounts a little better</h2>
<ol class="steps">${steps.map((step) => stepCard(step, content))}</ol></section>
<section class="prose" aria-labelledby="how"><h2 id="how">How to take a lesson</h2>${how.html}
<pre class="code" tabindex="0"><code>npm ci &amp;&amp; npm start    # the course: write each step yourself, judged at every save</code></pre></section>`;
  const description = 'Ten small bank services, and every order in which their requests can meet.';
  return { path, title: 'Course', description, kind: 'course', section: 'course', main };
}

function stepCard({ number, title, lesson }: StepContent, { map }: CourseContent) {
  const column = map.map(({ race, cells }) => ({
    race,
    cell: cells.find(({ step }) => step === number),
  }));
  const ended = column.filter(({ cell }) => cell?.ends).length;
  const open = column.filter(({ cell }) => cell?.verdict === 'possible').length;
  const goals = [
    ...(/\*\*By the end you can\*\*\n\n([^]*?)\n\n/.exec(lesson)?.[1] ?? '').matchAll(
      /^- (.*?)[;.]?$/gm,
    ),
  ].map(([, goal = '']) => goal);
  return html`<li class="step" data-step="${number}"><a href="${number}/index.html"><span class="number">${number}</span><span class="name">${title}</span></a>
${goals[0] && html`<p>${renderMarkdown(`You can ${goals[0]}.`, { link: () => undefined }).html}</p>`}
<p class="tally"><span class="good"><span aria-hidden="true">★</span> ends ${counted(ended)}</span> <span class="${open > 0 ? 'bad' : 'good'}"><span aria-hidden="true">${open > 0 ? '✗' : '✓'}</span> leaves ${open || 'none'} open</span> <span class="state" data-state></span></p></li>`;
}

function counted(races: number): string {
  return races === 0 ? 'no race of its own' : `${races} ${races === 1 ? 'race' : 'races'}`;
}

/** The text under a heading of the second level, up to the next one. */
function sectionOf(page: string, heading: string): string {
  return (
    page
      .split(/^## /m)
      .find((part) => part.startsWith(heading))
      ?.replace(/^.*\n/, '') ?? ''
  );
}
