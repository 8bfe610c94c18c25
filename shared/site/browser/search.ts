import MiniSearch from 'minisearch';
import { searchOptions } from '../src/content/search-options.ts';

/** More than these are not read. */
const most = 30;

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
    found.textContent =
      query === ''
        ? ''
        : `${hits.length || 'No'} ${hits.length === 1 ? 'place' : 'places'}${hits.length > most ? `, of which these ${most} fit best` : ''}`;
    results.replaceChildren(
      ...hits.slice(0, most).map(({ id, heading, page }) => {
        const item = document.createElement('li');
        const link = Object.assign(document.createElement('a'), { href: id, textContent: heading });
        const where = Object.assign(document.createElement('span'), { textContent: page });
        item.append(link, where);
        return item;
      }),
    );
  };
  form.addEventListener('submit', (event) => event.preventDefault());
  input.addEventListener('input', look);
  input.focus();
}
