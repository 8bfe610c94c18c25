import type { CourseContent } from '../content/course-content.ts';
import { type Content, html } from '../text/html.ts';
import { type MarkdownLook, renderMarkdown } from '../text/markdown.ts';
import type { Page } from './frame.ts';
import { runFigures } from './run-figures.ts';

const titles: Readonly<Record<string, string>> = {
  matrices: 'Five ways to keep a cache beside a database',
  matrix: 'One of them, point by point',
};

/** The tables of crashes that the lessons have: what survives at each point. A cell opens its run. */
export function crashesPage(
  { steps, races }: CourseContent,
  isRecorded: (step: string, race: string) => boolean,
): Page {
  const path = 'crashes.html';
  const block = (
    step: string,
    markdown: string,
    [kind = '', args = '']: readonly string[],
  ): Content => {
    const look: MarkdownLook = runFigures(path, `steps/${step}/README.md`, races, isRecorded);
    const [race = '', on = ''] = [/race=(\S+)/.exec(args)?.[1], /on=(\S+)/.exec(args)?.[1]];
    const protocol = /protocol=(\S+)/.exec(args)?.[1]?.replaceAll('-', ' ');
    const name = races.find(({ id }) => id === race)?.name;
    const title = name
      ? `${name} on step ${on}`
      : protocol
        ? `${protocol.replace('this step', `step ${step}`)}: ${/part=(\S+)/.exec(args)?.[1]}`
        : titles[kind];
    return html`<section class="matrix"><h2 id="${`${kind} ${race || protocol || ''} ${on}`.trim().replaceAll(/[ /]+/g, '-')}">${title}</h2>${renderMarkdown(markdown, look).html}<p class="source">From <a href="${step}/index.html">step ${step}</a></p></section>`;
  };
  const blocks = steps.flatMap(({ number, lesson }) =>
    [
      ...lesson.matchAll(/^<!-- run: (crashes|matrices|matrix)\b(.*) -->\n[^]*?<!-- \/run -->$/gm),
    ].map(([markdown, ...args]) => block(number, markdown, args)),
  );
  const main = html`<header class="title"><h1>Crashes, at every point</h1>
<p class="lead">A service can die before any operation, and after one whose reply is still on the way. Each cell is a run in which it did, and says what the accounts held afterwards. Where that is wrong, it is in bold, or has a −.</p></header>
<div class="prose wide">${blocks}</div>`;
  const description = 'What survives a crash at each point of a request.';
  return { path, title: 'Crashes', description, kind: 'crashes-page', section: 'crashes', main };
}
