import MiniSearch, { type SearchResult } from 'minisearch';
import { type SearchEntry, searchOptions } from '../src/content/search-options.ts';

/** More than these are not read. */
const most = 30;

/** So many letters of a place are quoted before the word that was found, and after it. */
const [before, after] = [50, 110];

type Found = SearchResult & SearchEntry;

/** Looks up words in the index that the page has loaded. */
export function search(index: object | undefined): void {
  const form = document.querySelector<HTMLFormElement>('[data-search]');
  const [results, found] = [
    document.querySelector('[data-results]'),
    document.querySelector('[data-found]'),
  ];
  const input = form?.querySelector('input');
  if (!index || !form || !input || !results || !found) return;
  const engine = MiniSearch.loadJS(index as Parameters<typeof MiniSearch.loadJS>[0], searchOptions);
  form.hidden = false;
  const look = () => {
    const query = input.value.trim();
    const hits = engine.search(query, {
      prefix: true,
      fuzzy: 0.15,
      combineWith: 'AND',
      boost: { heading: 3 },
    });
    found.textContent = query === '' ? '' : said(hits.length);
    results.replaceChildren(...hits.slice(0, most).map((hit) => item(hit as Found)));
  };
  form.addEventListener('submit', (event) => event.preventDefault());
  input.addEventListener('input', look);
  input.focus();
}

function said(hits: number): string {
  if (hits === 0) return 'Nothing has all of these words. Try fewer, or the beginning of one.';
  const places = hits === 1 ? '1 place' : `${hits} places`;
  return hits > most ? `${places}, of which these ${most} fit best` : places;
}

function item({ id, heading, page, open, steps, terms }: Found): HTMLElement {
  const one = document.createElement('li');
  const where = element('span', page);
  one.append(link(id, heading), where);
  if (steps) {
    where.append(', on step ');
    for (const step of steps) {
      const to = link(id.replace(/^\d\d/, step), step);
      to.ariaLabel = `${heading} on step ${step}`;
      where.append(to, ' ');
    }
  }
  const quote = quoted(open, terms);
  if (quote) one.append(quote);
  return one;
}

/** The place around the first word that was found, which is marked; undefined where the open text has none of them. */
function quoted(text: string, terms: readonly string[]): HTMLElement | undefined {
  const lower = text.toLowerCase();
  const places = terms.map((term) => ({ at: lower.indexOf(term), length: term.length }));
  const [first] = places.filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at);
  if (!first) return undefined;
  const end = first.at + first.length;
  const from = text.lastIndexOf(' ', Math.max(0, first.at - before)) + 1;
  const cut = text.indexOf(' ', end + after);
  const quote = element('q', `${from > 0 ? '… ' : ''}${text.slice(from, first.at)}`);
  const rest = cut < 0 ? text.slice(end) : `${text.slice(end, cut)} …`;
  quote.append(element('mark', text.slice(first.at, end)), rest);
  return quote;
}

const link = (href: string, textContent: string) =>
  Object.assign(document.createElement('a'), { href, textContent });

const element = (name: 'span' | 'mark' | 'q', textContent: string) =>
  Object.assign(document.createElement(name), { textContent });
