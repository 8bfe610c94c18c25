import { html } from '../text/html.ts';
import type { Page } from './frame.ts';

/** The search, and all pages by their names for those who have no script. */
export function searchPage(pages: readonly Pick<Page, 'path' | 'title'>[]): Page {
  const main = html`<header class="title"><h1>Search</h1></header>
<form class="search" role="search" hidden data-search><label for="query">Words to look for</label><input id="query" name="q" type="search" autocomplete="off" spellcheck="false"></form>
<p role="status" data-found></p><ol class="found" data-results></ol>
<section aria-labelledby="all"><h2 id="all">All pages</h2><ul class="pages">${pages.map(
    ({ path, title }) => html`<li><a href="${path}">${title}</a></li>`,
  )}</ul></section>`;
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
