import type { Race } from '@workbook/course';
import { timelineInText } from '../content/timeline-in-text.ts';
import { html } from '../text/html.ts';
import type { MarkdownLook } from '../text/markdown.ts';
import { addressFrom } from './frame.ts';
import { linkOn, lookAddress } from './links.ts';
import { timelineTable } from './timeline-table.ts';

/** How the Markdown of `source` becomes `page`: what a run has written leads to where that run can be walked. */
export function runFigures(
  page: string,
  source: string,
  races: readonly Race[],
  isRecorded: (step: string, race: string) => boolean,
): MarkdownLook {
  const look = (step = '', race = '', schedule?: string, cursor?: number) =>
    isRecorded(step, race)
      ? addressFrom(page, lookAddress(step, race, schedule, cursor))
      : undefined;
  return {
    link: (href) => linkOn(page, source, href),
    code: (text, _language, run) => {
      const timeline = run?.kind === 'picture' ? timelineInText(text) : undefined;
      if (!timeline || !run) return undefined;
      const { heading, schedule, rows } = timeline;
      const damage = rows.find((row) => row.damage)?.turn;
      const address = schedule && look(run.args.on, run.args.race, schedule, damage);
      const [name, violation] = heading?.split(/: (.*)/) ?? [];
      return html`<figure class="run" data-run>
<div class="scroll" tabindex="0">${timelineTable(timeline)}</div>
<figcaption>${name && html`<b>${name}</b>`}${violation && html`<span class="violation"><span class="sign" aria-hidden="true">✗</span> ${violation}</span>`}${address && html`<a class="walk" href="${address}">Walk through this run<span aria-hidden="true"> →</span></a>`}</figcaption>
</figure>`.text;
    },
    cell: (cells, column, run) => {
      const named = races.find(({ name }) => name === cells[0]);
      if ((run.kind === 'counts' || run.kind === 'verdicts') && named && column > 0)
        return look(run.args.on?.split(',')[column - 1], named.id);
      if (run.kind === 'crashes' && column > 1)
        return look(run.args.on, run.args.race, crashSchedule(cells, column));
      return undefined;
    },
  };
}

/**
 * The columns of a table of crashes: the number of the operation, what it is, a crash before it, where writes can be cut
 * off one half way, and a crash after it.
 */
function crashSchedule(cells: readonly string[], column: number): string {
  const signs = cells.length > 4 ? ['-', '%', '+'] : ['-', '+'];
  return `${'A'.repeat(Number(cells[0]))}${signs[column - 2] ?? '-'}`;
}
