import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { allRaces, loadCourse, projectFolder } from '@workbook/course';
import { mapIn } from '../src/content/map.ts';
import { timelineInText } from '../src/content/timeline-in-text.ts';
import { growthChart } from '../src/pages/cost-chart.ts';
import { runFigures } from '../src/pages/run-figures.ts';
import { html } from '../src/text/html.ts';
import { renderMarkdown } from '../src/text/markdown.ts';

const render = (markdown: string) => renderMarkdown(markdown, { link: () => undefined }).html.text;

describe('what is put into a page', () => {
  it('is escaped, in a template, in Markdown and in code', () => {
    const evil = `<img src=x onerror="alert(1)">`;
    assert.ok(!html`<p title="${evil}">${evil}</p>`.text.includes('<img'));
    for (const markdown of [
      evil,
      `a ${evil}`,
      `\`${evil}\``,
      `\`\`\`ts\n${evil}\n\`\`\``,
      `<details><summary>${evil}</summary>\n\n</details>`,
    ])
      assert.ok(!render(markdown).includes('<img'), markdown);
  });
});

describe('Markdown', () => {
  it('keeps its folds, and not the markers of what was run', () => {
    const page = render(
      '<details><summary>Why?</summary>\n\nOf <!-- run: number of=x -->6<!-- /run --> orders.\n\n</details>',
    );
    assert.equal(page, '<details>\n<summary>Why?</summary>\n<p>Of 6 orders.</p>\n</details>\n');
  });
});

describe('a cell that says only whether all is right', () => {
  it('is told apart by more than its sign', () => {
    const page = render('| now | then |\n|---|---|\n| + | − |\n| − x | 10 |');
    assert.match(page, /<td class="is-right">\+<\/td><td class="is-wrong">−<\/td>/);
    assert.match(page, /<td>− x<\/td><td>10<\/td>/);
  });
});

describe('a chart', () => {
  it('of a bank that grows is no wider than a phone, and does not scroll', () => {
    const growth = [1, 10, 100_000].map((accounts) => ({ of: '02', accounts, p50Ms: 3 }));
    const { text } = growthChart(
      growth as unknown as Parameters<typeof growthChart>[0],
      'a deposit',
    );
    assert.doesNotMatch(text, /class="scroll"/);
    const [, width] = /viewBox="0 0 (\d+) /.exec(text) ?? [];
    assert.ok(Number(width) <= 372, `${width} pixels`);
  });
});

describe('a timeline in a lesson', () => {
  it('is read line by line, what is broken at its end too', () => {
    const timeline = timelineInText(
      [
        'race: bad',
        '',
        '    A                 │ B',
        '  1 BEGIN             │',
        '  2▶                  │ SELECT … waits',
        '                      │   for A',
        '    = 200 ann 70      │',
        '',
        'schedule: AB',
      ].join('\n'),
    );
    assert.deepEqual(timeline, {
      heading: 'race: bad',
      clients: ['A', 'B'],
      rows: [
        { turn: 1, damage: false, captions: ['BEGIN', ''] },
        { turn: 2, damage: true, captions: ['', 'SELECT … waits for A'] },
        { turn: undefined, damage: false, captions: ['= 200 ann 70', ''] },
      ],
      schedule: 'AB',
    });
  });
});

describe('a table of runs', () => {
  it('leads from each crash to the run in which it struck, and from each count to its race', async () => {
    const look = runFigures(
      '02/index.html',
      'steps/02/README.md',
      allRaces(await loadCourse()),
      () => true,
    );
    const link = (kind: string, cells: readonly string[], column: number) =>
      look.cell?.(cells, column, { kind, args: { on: '02', race: 'crash-in-a-deposit' } });
    const crash = ['3', 'realpath accounts.json', 'ann 100', 'ann 100', 'ann 100'];
    const to = '../02/crash-in-a-deposit.html#AAA';
    assert.deepEqual(
      [1, 2, 3, 4].map((column) => link('crashes', crash, column)),
      [undefined, `${to}-`, `${to}%`, `${to}+`],
    );
    assert.deepEqual(
      [2, 3].map((column) => link('crashes', crash.slice(0, 4), column)),
      [`${to}-`, `${to}+`],
    );
    assert.equal(link('counts', ['lost update', '0 of 20'], 1), '../02/lost-update.html');
    assert.equal(link('outcomes', ['lost update', '0 of 20'], 1), undefined);
  });
});

describe('the course map', () => {
  it('is read as its page has it', async () => {
    const course = await loadCourse();
    const page = readFileSync(join(projectFolder, 'docs/course-map.md'), 'utf8');
    const rows = mapIn(page, allRaces(course));
    assert.equal(rows.length, allRaces(course).length);
    for (const { race, cells } of rows)
      for (const step of course) {
        const claim = step.claims[race.id];
        const verdict = cells.find((cell) => cell.step === step.number)?.verdict;
        if (claim) assert.equal(verdict, claim === 'possible' ? 'possible' : 'prevented', race.id);
      }
  });
});
