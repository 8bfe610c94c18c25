import type { CourseContent } from '../content/course-content.ts';
import { html } from '../text/html.ts';
import { renderMarkdown } from '../text/markdown.ts';
import type { Page } from './frame.ts';
import { linkOn } from './links.ts';

/** The words of the field, as the workbook uses them. */
export function wordsPage({ docs }: CourseContent): Page {
  const path = 'words.html';
  const { html: text } = renderMarkdown(docs.vocabulary.replace(/^# .*\n/, ''), {
    link: (href) => linkOn(path, 'docs/vocabulary.md', href),
  });
  const main = html`<header class="title"><h1>The words</h1></header><div class="prose words">${text}</div>`;
  const description = 'The words of the field, as this workbook uses them.';
  return { path, title: 'The words', description, kind: 'words-page', section: 'words', main };
}
