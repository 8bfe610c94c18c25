import type { Workload } from '@workbook/load/cost';
import type { CourseContent } from '../content/course-content.ts';
import { Html, html } from '../text/html.ts';
import { renderMarkdown } from '../text/markdown.ts';
import { costChart, growthChart } from './cost-chart.ts';
import type { Page } from './frame.ts';
import { linkOn } from './links.ts';

/** The charts have room, and the tables are there for those who want every value. */
const fold = '<details><summary>All values, as a table</summary>$&</details>';
const table = /<div class="scroll" tabindex="0"><table>[^]*?<\/table><\/div>/g;

/** What each protection costs: the page of `docs`, its charts drawn for this site. */
export function costPage({ docs, cost }: CourseContent): Page {
  const path = 'cost.html';
  const parts = docs.cost.replace(/^# .*\n/, '').split(/^!\[[^\]]*\]\(cost-(\w+)\.svg\)$/m);
  const { html: text } = renderMarkdown(
    parts.map((part, i) => (i % 2 === 0 ? part : `\`\`\`chart\n${part}\n\`\`\``)).join(''),
    {
      link: (href) => linkOn(path, 'docs/cost.md', href),
      code: (name, language) => {
        if (language !== 'chart') return undefined;
        const load = name.trim();
        if (load === 'growth') return growthChart(cost.growth, 'one deposit').text;
        if (load === 'owners') return growthChart(cost.lookUp ?? [], 'a report on one owner').text;
        return costChart(cost, load as Workload).text;
      },
    },
  );
  const main = html`<header class="title"><h1>What each protection costs</h1></header><div class="prose wide">${new Html(text.text.replace(table, fold))}</div>`;
  const description = 'What each protection costs, in requests per second and in milliseconds.';
  return { path, title: 'What it costs', description, kind: 'cost-page', section: 'cost', main };
}
