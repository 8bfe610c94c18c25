import { type Content, Html, html } from '../text/html.ts';

/** A page of the site. */
export interface Page {
  /** Where it lies in the site: `05/index.html`. */
  readonly path: string;
  readonly title: string;
  readonly description: string;
  /** Named by the style sheet and by the script: `lesson`, `look`. */
  readonly kind: string;
  /** Which entry of the navigation it belongs to. */
  readonly section: string;
  readonly main: Html;
  /** Scripts that it needs beside the site's own, from the site's folder: what was recorded. */
  readonly scripts?: readonly string[];
}

const sections = [
  ['course', 'index.html', 'Course'],
  ['look', 'play.html', 'Play'],
  ['map', 'map.html', 'Map'],
  ['crashes', 'crashes.html', 'Crashes'],
  ['cost', 'cost.html', 'Cost'],
  ['words', 'words.html', 'Words'],
  ['search', 'search.html', 'Search'],
] as const;

/** How the title of each page ends: by it a page of the site is known. */
export const titleEnd = ' · The Concurrency Workbook';

/** Where the learner's code is judged: the script knows at which step. */
const ownCode = ['attempt', 'attempt.html', 'Your code'] as const;

/** The address of `to` on the page `from`, both from the site's folder: relative, so that the site works anywhere. */
export function addressFrom(from: string, to: string): string {
  const up = '../'.repeat(from.split('/').length - 1);
  return `${up}${to}`;
}

/** A page as a whole file. One that is served beside a judge tells its script so, and which steps are green. */
export function framed(
  { path, title, description, kind, section, main, scripts = [] }: Page,
  { green }: { readonly green?: readonly string[] | undefined } = {},
): string {
  const to = (address: string) => addressFrom(path, address);
  const entries = [...(green ? [ownCode] : []), ...sections];
  const entry = ([name, address, text]: (typeof entries)[number]): Content =>
    html`<li><a href="${to(address)}"${name === section && new Html(' aria-current="true"')}>${text}</a></li>`;
  return html`<!doctype html>
<html lang="en" data-root="${to('')}"${green && html` data-live="${green.join(' ')}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${description}">
<title>${title}${titleEnd}</title>
<link rel="icon" href="${to('assets/icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${to('assets/site.css')}">
<script src="${to('assets/theme.js')}"></script>
${[...scripts, 'assets/site.js'].map((script) => html`<script defer src="${to(script)}"></script>\n`)}</head>
<body class="${kind}">
<a class="skip" href="#main">Skip to the content</a>
<header class="top">
<a class="brand" href="${to('index.html')}">${logo}<span>The Concurrency Workbook</span></a>
<nav aria-label="The site"><ul>${entries.map(entry)}</ul></nav>
</header>
<main id="main" tabindex="-1">
${main}
</main>
<footer class="bottom"><p>Every run on these pages was made by the workbook's scheduler, on a real database. <a href="${to('index.html')}">The course</a> lets you make them with code of your own.</p></footer>
</body>
</html>
`.text;
}

/** Two clients that meet. */
const logo = new Html(
  '<svg class="logo" viewBox="0 0 24 24" aria-hidden="true"><path class="of-A" d="M7 2v6c0 4 10 4 10 8v6"/><path class="of-B" d="M17 2v6c0 4-10 4-10 8v6"/></svg>',
);
