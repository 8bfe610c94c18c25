import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SourceFile } from '@workbook/recording';
import { bundle } from './bundle.ts';
import { type CourseContent, readContent } from './content/course-content.ts';
import type { Recordings } from './content/recordings.ts';
import { searchEntries, searchIndex } from './content/search-index.ts';
import { costPage } from './pages/cost.ts';
import { coursePage } from './pages/course.ts';
import { crashesPage } from './pages/crashes.ts';
import { framed, type Page } from './pages/frame.ts';
import { lessonPage } from './pages/lesson.ts';
import { lookPage } from './pages/look.ts';
import { mapPage } from './pages/map.ts';
import { playPage } from './pages/play.ts';
import { searchPage } from './pages/search.ts';
import { wordsPage } from './pages/words.ts';
import { highlightedLines } from './text/highlight.ts';

/** Writes the whole site into `folder`, which is made if need be. Says how many pages it has. */
export async function buildSite(folder: string, recordings: Recordings): Promise<number> {
  const write = async (path: string, text: string) => {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  const [content] = await Promise.all([readContent(), bundle(join(folder, 'assets'))]);
  const pages = textPages(content, recordings);
  const looks: Page[] = [];
  const code = new Map<string, Map<string, SourceFile>>();
  for await (const recording of recordings.all()) {
    const page = lookPage(content, recording, recordings.has);
    const { files, ...rest } = recording;
    await write(page.path, framed(page));
    await write(page.path.replace(/html$/, 'js'), script('recording', rest));
    const ofStep = code.get(recording.step.number) ?? new Map();
    for (const file of files) ofStep.set(file.name, file);
    code.set(recording.step.number, ofStep);
    looks.push({ ...page, main: page.main });
  }
  for (const [step, files] of code)
    await write(`${step}/code.js`, script('files', [...files.values()].map(coloured)));
  const search = searchPage([...pages, ...looks]);
  for (const page of [...pages, search]) await write(page.path, framed(page));
  const entries = [...pages, ...looks].flatMap(({ path, title, main, kind, description }) =>
    kind === 'look'
      ? [{ id: path, page: 'A race to look at', heading: title, text: description }]
      : searchEntries(path, title, main.text),
  );
  await write('assets/search-index.js', script('searchIndex', searchIndex(entries)));
  await write('assets/icon.svg', icon);
  return pages.length + looks.length + 1;
}

function textPages(content: CourseContent, { has }: Recordings): Page[] {
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

/** A script that leaves data where the page's own script finds it: a page in a folder may fetch nothing. */
function script(name: 'recording' | 'files' | 'searchIndex', data: object): string {
  return `(window.workbook??={}).${name}=${JSON.stringify(data).replaceAll('<', '\\u003c')}\n`;
}

/** The code as lines of HTML, which the page shows as they are. */
function coloured({ name, text }: SourceFile): SourceFile {
  return { name, text: highlightedLines(text, 'ts').join('\n') };
}

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke-width="3" stroke-linecap="round"><path stroke="#1668b3" d="M7 2v6c0 4 10 4 10 8v6"/><path stroke="#b05a00" d="M17 2v6c0 4-10 4-10 8v6"/></svg>\n`;
