import type { Recording, SourceFile } from '@workbook/recording';
import { bundle } from './bundle.ts';
import { type CourseContent, readContent } from './content/course-content.ts';
import type { Recordings } from './content/recordings.ts';
import { searchEntries, searchIndex } from './content/search-index.ts';
import type { SearchEntry } from './content/search-options.ts';
import { attemptPage } from './pages/attempt.ts';
import { costPage } from './pages/cost.ts';
import { coursePage } from './pages/course.ts';
import { crashesPage } from './pages/crashes.ts';
import { framed, type Page } from './pages/frame.ts';
import { lessonPage } from './pages/lesson.ts';
import { lookAddress } from './pages/links.ts';
import { lookPage, unrecordedPage } from './pages/look.ts';
import { mapPage } from './pages/map.ts';
import { playPage } from './pages/play.ts';
import { searchPage } from './pages/search.ts';
import { wordsPage } from './pages/words.ts';
import { highlightedLines } from './text/highlight.ts';

/** A site as its files, by their paths in it: each is made when it is asked for. */
export type SiteFiles = ReadonlyMap<string, () => Promise<string>>;

/** What a site is made of beside the course. */
export interface SiteOptions {
  readonly recordings: Recordings;
  /**
   * Where the pages are served beside a judge: says which steps are green. Then there is a page for the learner's own code
   * of each step, and one for each race on each step, also where it was not recorded.
   */
  readonly live?: () => readonly string[];
}

/** All files of the site. */
export async function siteFiles({ recordings, live }: SiteOptions): Promise<SiteFiles> {
  const [content, assets] = await Promise.all([readContent(), bundle()]);
  const files = new Map<string, () => Promise<string>>();
  const add = (page: Page) => files.set(page.path, async () => framed(page, { green: live?.() }));
  const looked = new Set(recordings.all.map(({ step, race }) => lookAddress(step, race)));
  if (live)
    for (const { race, cells } of content.map)
      for (const { step } of cells) looked.add(lookAddress(step, race.id));
  const hasPage = (step: string, race: string) => looked.has(lookAddress(step, race));
  const pages = textPages(content, hasPage);
  for (const page of pages) add(page);
  for (const { step, race } of recordings.all) {
    const path = lookAddress(step, race);
    const read = () => recordings.read(step, race);
    files.set(path, async () =>
      framed(lookPage(content, await read(), hasPage), { green: live?.() }),
    );
    files.set(path.replace(/html$/, 'js'), async () => {
      const { files: _code, ...rest } = await read();
      return script('recording', rest);
    });
  }
  for (const step of new Set(recordings.all.map((one) => one.step)))
    files.set(`${step}/code.js`, async () => script('files', await codeOf(recordings, step)));
  if (live) {
    for (const step of content.steps) {
      add(attemptPage(step));
      for (const { race, cells } of content.map)
        if (
          cells.some((cell) => cell.step === step.number) &&
          !recordings.has(step.number, race.id)
        )
          add(unrecordedPage(content, step, race, hasPage));
    }
  }
  add(searchPage(content, pages, recordings.all));
  files.set('assets/search-index.js', async () =>
    script(
      'searchIndex',
      searchIndex([
        ...pages.flatMap(({ path, title, main }) => searchEntries(path, title, main.text)),
        ...racesFound(content, recordings),
      ]),
    ),
  );
  for (const [name, text] of assets) files.set(`assets/${name}`, async () => text);
  files.set('assets/icon.svg', async () => icon);
  return files;
}

function textPages(content: CourseContent, has: (step: string, race: string) => boolean): Page[] {
  return [
    coursePage(content, has),
    ...content.steps.map((step) => lessonPage(content, step, has)),
    playPage(content, has),
    mapPage(content, has),
    crashesPage(content, has),
    costPage(content),
    wordsPage(content),
  ];
}

/** What the search says of races: each once, with its steps. It leads to the first on which the race can happen. */
function racesFound({ map }: CourseContent, recordings: Recordings): SearchEntry[] {
  return map.flatMap(({ race: { id: race, name, question }, cells }) => {
    const recorded = cells.filter(({ step }) => recordings.has(step, race));
    const steps = recorded.map(({ step }) => step);
    const first = recorded.find(({ verdict }) => verdict === 'possible') ?? recorded[0];
    if (!first) return [];
    const found = { page: 'A race to look at', heading: name, text: question, open: question };
    return [{ id: lookAddress(first.step, race), steps, ...found }];
  });
}

/** The code of a step, of all its recordings together, as lines of HTML. */
async function codeOf(recordings: Recordings, number: string): Promise<readonly SourceFile[]> {
  const files = new Map<string, SourceFile>();
  for (const { step, race } of recordings.all) {
    if (step !== number) continue;
    const { files: code }: Pick<Recording, 'files'> = await recordings.read(step, race);
    for (const file of code) files.set(file.name, file);
  }
  return [...files.values()].map(coloured);
}

/** A script that leaves data where the page's own script finds it: a page in a folder may fetch nothing. */
function script(name: 'recording' | 'files' | 'searchIndex', data: object): string {
  return `(window.workbook??={}).${name}=${JSON.stringify(data).replaceAll('<', '\\u003c')}\n`;
}

/** The code as lines of HTML, which the page shows as they are. */
export function coloured({ name, text }: SourceFile): SourceFile {
  return { name, text: highlightedLines(text, 'ts').join('\n') };
}

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke-width="3" stroke-linecap="round"><path stroke="#1668b3" d="M7 2v6c0 4 10 4 10 8v6"/><path stroke="#b05a00" d="M17 2v6c0 4-10 4-10 8v6"/></svg>\n`;
