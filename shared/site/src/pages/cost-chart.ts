import type { CostReport, GrowthFigure, Workload } from '@workbook/load/cost';
import { type Html, html } from '../text/html.ts';

const names: Readonly<Record<string, string>> = {
  'pg-transaction': 'SQL of 06, pg alone',
  'pg-statement': 'one statement, pg alone',
};
const [rowHeight, labelWidth, columnWidth, top] = [26, 176, 214, 48];

/** What one load came to, a column for each number of connections, on one logarithmic scale. */
export function costChart(report: CostReport, workload: Workload): Html {
  const figures = report.figures.filter((figure) => figure.workload === workload);
  const rows = [...new Set(figures.map(({ of, processes }) => `${of} ${processes}`))];
  const columns = [...new Set(figures.map(({ connections }) => connections))].sort((a, b) => a - b);
  const scale = logScale(figures.map(({ perSecond }) => perSecond));
  const height = top + rows.length * rowHeight + 8;
  const width = labelWidth + columns.length * columnWidth;
  const x = (column: number, value: number) =>
    labelWidth + column * columnWidth + 10 + scale.of(value) * (columnWidth - 76);
  const caption = `Requests done per second: ${rows.length} servers, with ${columns.join(', ')} connections`;
  return html`<div class="scroll" tabindex="0"><svg class="chart" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${caption}. The table below has all values.">
${columns.map(
  (connections, i) =>
    html`<text class="head" x="${x(i, scale.least)}" y="16">${connections} ${connections === 1 ? 'connection' : 'connections'}</text>${scale.ticks.map(
      (tick) =>
        html`<line class="tick" x1="${x(i, tick)}" x2="${x(i, tick)}" y1="${top - 8}" y2="${height - 8}"/><text class="tick" x="${x(i, tick)}" y="${top - 14}" text-anchor="middle">${short(tick)}</text>`,
    )}`,
)}
${rows.map((row, r) => {
  const [of = '', processes] = row.split(' ');
  const y = top + r * rowHeight + rowHeight / 2;
  return html`<g class="row${processes === '2' && ' two'}${of.startsWith('pg') && ' limit'}"><text x="${labelWidth - 12}" y="${y + 4}" text-anchor="end">${names[of] ?? `step ${of}`}${processes === '2' && ', two processes'}</text>${columns.map(
    (connections, i) => {
      const figure = figures.find(
        (one) => `${one.of} ${one.processes}` === row && one.connections === connections,
      );
      if (!figure) return undefined;
      const end = x(i, figure.perSecond);
      return html`<g><title>${names[of] ?? `step ${of}`}: ${whole(figure.perSecond)} a second, half answered within ${figure.p50Ms} ms, 99 of 100 within ${figure.p99Ms} ms</title><line class="stem" x1="${x(i, scale.least)}" x2="${end}" y1="${y}" y2="${y}"/><circle cx="${end}" cy="${y}" r="4.5"/><text class="value" x="${end + 9}" y="${y + 4}">${whole(figure.perSecond)}</text></g>`;
    },
  )}</g>`;
})}
</svg></div>`;
}

/** How long one request takes in a bank that grows: two lines, both scales logarithmic. */
export function growthChart(growth: readonly GrowthFigure[], what: string): Html {
  const [width, height, left, bottom] = [720, 320, 56, 40];
  const accounts = logScale(growth.map((figure) => figure.accounts));
  const times = logScale(growth.map(({ p50Ms }) => p50Ms));
  const x = (value: number) => left + accounts.of(value) * (width - left - 90);
  const y = (value: number) => height - bottom - times.of(value) * (height - bottom - 24);
  const steps = [...new Set(growth.map(({ of }) => of))];
  return html`<div class="scroll" tabindex="0"><svg class="chart" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="The time of ${what} by the number of accounts. The table below has all values.">
${times.ticks.map((tick) => html`<line class="tick" x1="${left}" x2="${width - 90}" y1="${y(tick)}" y2="${y(tick)}"/><text class="tick" x="${left - 8}" y="${y(tick) + 4}" text-anchor="end">${tick} ms</text>`)}
${accounts.ticks.map((tick) => html`<text class="tick" x="${x(tick)}" y="${height - 16}" text-anchor="middle">${short(tick)}</text>`)}
${steps.map((step, i) => {
  const points = growth.filter(({ of }) => of === step);
  const last = points.at(-1);
  return html`<g class="line${i > 0 && ' second'}"><polyline points="${points.map((one) => `${x(one.accounts)},${y(one.p50Ms)}`).join(' ')}"/>${points.map(
    (one) =>
      html`<g><title>step ${step}, ${whole(one.accounts)} accounts: ${one.p50Ms} ms</title><circle cx="${x(one.accounts)}" cy="${y(one.p50Ms)}" r="4.5"/><text class="value" x="${x(one.accounts)}" y="${y(one.p50Ms) + (i === 0 ? -11 : 19)}" text-anchor="middle">${one.p50Ms}</text></g>`,
  )}${last && html`<text x="${x(last.accounts) + 14}" y="${y(last.p50Ms) + 4}">step ${step}</text>`}</g>`;
})}
</svg></div>`;
}

/** From the power of ten below the least value to the one above the greatest: 0 to 1. */
function logScale(values: readonly number[]) {
  const from = Math.floor(Math.log10(Math.min(...values)));
  const to = Math.ceil(Math.log10(Math.max(...values)));
  return {
    least: 10 ** from,
    of: (value: number) => (Math.log10(value) - from) / (to - from),
    ticks: Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i)),
  };
}

const whole = (value: number) => value.toLocaleString('en');
const short = (value: number) => (value >= 1000 ? `${value / 1000}k` : `${value}`);
