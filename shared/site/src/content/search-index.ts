import MiniSearch from 'minisearch';
import { searchOptions } from './search-options.ts';

/** A part of a page that can be found: all that stands under one heading. */
export interface SearchEntry {
  /** The page's address from the site's folder, with the heading's id. */
  readonly id: string;
  readonly page: string;
  readonly heading: string;
  readonly text: string;
}

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
  return parts.flatMap((part) => {
    const [, id, heading] = /^<h[12](?: id="([^"]*)")?>([^]*?)<\/h[12]>/.exec(part) ?? [];
    if (heading === undefined) return [];
    const text = plain(part.replace(/^<h[^]*?<\/h[12]>/, ''));
    return [{ id: id ? `${path}#${id}` : path, page, heading: plain(heading), text }];
  });
}

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
