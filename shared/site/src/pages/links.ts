import { posix } from 'node:path';
import { addressFrom } from './frame.ts';

const pages: Readonly<Record<string, string>> = {
  'docs/README.md': 'index.html',
  'docs/course-map.md': 'map.html',
  'docs/cost.md': 'cost.html',
  'docs/vocabulary.md': 'words.html',
  'README.md': 'index.html',
};

/** What `href` means on `page`, which is made of the project's file `source`: undefined where the site has no such page. */
export function linkOn(page: string, source: string, href: string): string | undefined {
  if (/^(https?:|#)/.test(href)) return href;
  const [path = '', hash] = href.split('#');
  const file = posix.join(posix.dirname(source), path);
  const to = /^steps\/(\d\d)\/README\.md$/.exec(file)?.[1];
  const address = to ? `${to}/index.html` : pages[file];
  return address && addressFrom(page, address) + (hash ? `#${hash}` : '');
}

/** Where a race on a step is looked at, from the site's folder; with a schedule and a cursor, at that moment. */
export function lookAddress(
  step: string,
  race: string,
  schedule?: string,
  cursor?: number,
): string {
  const moment = schedule ? `#${schedule}${cursor === undefined ? '' : `@${cursor}`}` : '';
  return `${step}/${race}.html${moment}`;
}
