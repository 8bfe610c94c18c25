import type { StepContent } from '../content/course-content.ts';
import { html } from '../text/html.ts';
import type { Page } from './frame.ts';

/** The learner's own code of a step, in the live face: all of it comes from the judge. */
export function attemptPage({ number, title }: StepContent): Page {
  const main = html`<header class="title look-title">
<p class="eyebrow"><a href="index.html">Step ${number}: ${title}</a></p>
<h1>Your code</h1>
</header>
<div id="live" data-step="${number}" data-code="mine"><p class="note">It needs a script. In a terminal, <code>npm start</code> shows the same.</p></div>`;
  return {
    path: `${number}/attempt.html`,
    title: `Your code of step ${number}`,
    description: `What the judge says of your code of step ${number}, at each save.`,
    kind: 'attempt',
    section: 'attempt',
    main,
  };
}
