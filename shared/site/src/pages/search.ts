import type { CourseContent } from '../content/course-content.ts';
import { html } from '../text/html.ts';
import type { Page } from './frame.ts';
import { lookAddress } from './links.ts';

/** The search, and all pages by their names for those who have no script. */
export function searchPage(
  { steps, races }: CourseContent,
  pages: readonly Pick<Page, 'path' | 'title'>[],
  looks: readonly { readonly step: string; readonly race: string }[],
): Page {
  const nameOf = (race: string) => races.find(({ id }) => id === race)?.name ?? race;
  const folds = steps.flatMap(({ number, title }) => {
    const own = looks.filter(({ step }) => step === number);
    if (own.length === 0) return [];
    return html`<details><summary>Step ${number}, ${title}: ${own.length === 1 ? '1 race' : `${own.length} races`}</summary><ul class="pages">${own.map(
      ({ race }) =>
        html`<li><a href="${lookAddress(number, race)}">${nameOf(race)}<span class="hidden"> on step ${number}</span></a></li>`,
    )}</ul></details>`;
  });
  const main = html`<header class="title"><h1>Search</h1></header>
<form class="search" role="search" hidden data-search><label for="query">Words to look for</label><input id="query" name="q" type="search" autocomplete="off" spellcheck="false"></form>
<p role="status" data-found></p><ol class="found" data-results></ol>
<section aria-labelledby="all"><h2 id="all">All pages</h2><ul class="pages">${pages.map(
    ({ path, title }) => html`<li><a href="${path}">${title}</a></li>`,
  )}</ul>${folds}</section>`;
  return {
    path: 'search.html',
    title: 'Search',
    description: 'Search in the lessons, the races and the words.',
    kind: 'search-page',
    section: 'search',
    scripts: ['assets/search-index.js'],
    main,
  };
}
