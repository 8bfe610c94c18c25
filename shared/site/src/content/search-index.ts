import MiniSearch from 'minisearch';
import { type SearchEntry, searchOptions } from './search-options.ts';

/** The index of all entries, to be read by `MiniSearch.loadJS`. */
export function searchIndex(entries: readonly SearchEntry[]): object {
  const index = new MiniSearch<SearchEntry>(searchOptions);
  index.addAll(entries);
  return index.toJSON();
}

/** What a page of HTML says, heading by heading; pictures and code are left out. */
export function searchEntries(path: string, page: string, main: string): SearchEntry[] {
  const words = main.replace(/<(table|svg|pre|nav|script)\b[^]*?<\/\1>/g, ' ');
  const parts = words.split(/(?=<h1>|<h2 id=)/);
  let folds = 0;
  return parts.flatMap((part) => {
    const isClosed = folds > 0;
    folds += count(part, '<details') - count(part, '</details>');
    const [, id, heading] = /^<h[12](?: id="([^"]*)")?>([^]*?)<\/h[12]>/.exec(part) ?? [];
    if (heading === undefined) return [];
    const body = part.replace(/^<h[^]*?<\/h[12]>/, '');
    const open = isClosed ? '' : plain(body.replace(/<details[^]*?(<\/details>|$)/g, ' '));
    const found = { page, heading: plain(heading), text: plain(body), open };
    return [{ id: id ? `${path}#${id}` : path, ...found }];
  });
}

const count = (text: string, part: string) => text.split(part).length - 1;

function plain(html: string): string {
  return html
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(
      /&(amp|lt|gt|quot);/g,
      (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name] ?? '',
    )
    .replace(/\s+/g, ' ')
    .trim();
}
