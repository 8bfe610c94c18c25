import type { CostReport, GrowthFigure, Workload } from '@workbook/load/cost';
import { type Html, html } from '../text/html.ts';

const names: Readonly<Record<string, string>> = {
  'pg-transaction': 'SQL of 06, pg alone',
  'pg-statement': 'one statement, pg alone',
};
/** Of every chart: one that is wider is not seen whole on a phone. */
const width = 372;
const [rowHeight, labelWidth, top] = [26, 170, 48];

/** What one load came to: a chart for each number of connections, all on the same logarithmic scale. */
export function costChart(report: CostReport, workload: Workload): Html {
  const figures = report.figures.filter((figure) => figure.workload === workload);
  const columns = [...new Set(figures.map(({ connections }) => connections))].sort((a, b) => a - b);
  const scale = logScale(figures.map(({ perSecond }) => perSecond));
  return html`<div class="charts">${columns.map((connections) =>
    chartOf(
      figures.filter((figure) => figure.connections === connections),
      connections === 1 ? '1 connection' : `${connections} connections`,
      scale,
    ),
  )}</div>`;
}

/** A row for each server, with its name: a reader on a phone sees a whole chart, and then the next one. */
function chartOf(
  figures: readonly CostReport['figures'][number][],
  connections: string,
  scale: Scale,
): Html {
  const height = top + figures.length * rowHeight + 8;
  const x = (value: number) => labelWidth + 10 + scale.of(value) * (width - labelWidth - 66);
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Requests done per second: ${figures.length} servers, with ${connections}. The table below has all values.">
<text class="head" x="${x(scale.least)}" y="16">${connections}</text>${scale.ticks.map(
    (tick) =>
      html`<line class="tick" x1="${x(tick)}" x2="${x(tick)}" y1="${top - 8}" y2="${height - 8}"/><text class="tick" x="${x(tick)}" y="${top - 14}" text-anchor="middle">${short(tick)}</text>`,
  )}
${figures.map(({ of, processes, perSecond, p50Ms, p99Ms }, r) => {
  const y = top + r * rowHeight + rowHeight / 2;
  const end = x(perSecond);
  const name = `${names[of] ?? `step ${of}`}${processes === 2 ? ', two processes' : ''}`;
  return html`<g class="row${processes === 2 && ' two'}${of.startsWith('pg') && ' limit'}"><title>${name}: ${whole(perSecond)} a second, half answered within ${p50Ms} ms, 99 of 100 within ${p99Ms} ms</title><text x="${labelWidth - 12}" y="${y + 4}" text-anchor="end">${name}</text><line class="stem" x1="${x(scale.least)}" x2="${end}" y1="${y}" y2="${y}"/><circle cx="${end}" cy="${y}" r="4.5"/><text class="value" x="${end + 9}" y="${y + 4}">${whole(perSecond)}</text></g>`;
})}
</svg>`;
}

/** How long one request takes in a bank that grows: a line for each step, both scales logarithmic. */
export function growthChart(growth: readonly GrowthFigure[], what: string): Html {
  const steps = [...new Set(growth.map(({ of }) => of))];
  const [left, right, bottom] = [56, 24, 40];
  const above = 24 + steps.length * 20;
  const height = above + 280;
  const accounts = logScale(growth.map((figure) => figure.accounts));
  const times = logScale(growth.map(({ p50Ms }) => p50Ms));
  const x = (value: number) => left + accounts.of(value) * (width - left - right);
  const y = (value: number) => height - bottom - times.of(value) * (height - bottom - above);
  // The names stand above, where the longest has room, and the values on the side of their line on which no other is.
  const isHighest = ({ accounts: many, p50Ms }: GrowthFigure) =>
    growth.every((one) => one.accounts !== many || one.p50Ms <= p50Ms);
  return html`<div class="charts"><svg class="chart" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="The time of ${what} by the number of accounts. The table below has all values.">
${times.ticks.map((tick) => html`<line class="tick" x1="${left}" x2="${width - right}" y1="${y(tick)}" y2="${y(tick)}"/><text class="tick" x="${left - 8}" y="${y(tick) + 4}" text-anchor="end">${tick} ms</text>`)}
${accounts.ticks.map((tick) => html`<text class="tick" x="${x(tick)}" y="${height - 16}" text-anchor="middle">${short(tick)}</text>`)}
${steps.map((step, i) => {
  const points = growth.filter(({ of }) => of === step);
  const named = 14 + i * 20;
  return html`<g class="line${i > 0 && ' second'}"><polyline points="${left},${named} ${left + 36},${named}"/><circle cx="${left + 18}" cy="${named}" r="4.5"/><text x="${left + 46}" y="${named + 4}">step ${step}</text><polyline points="${points.map((one) => `${x(one.accounts)},${y(one.p50Ms)}`).join(' ')}"/>${points.map(
    (one) =>
      html`<g><title>step ${step}, ${whole(one.accounts)} accounts: ${one.p50Ms} ms</title><circle cx="${x(one.accounts)}" cy="${y(one.p50Ms)}" r="4.5"/><text class="value" x="${x(one.accounts)}" y="${y(one.p50Ms) + (isHighest(one) ? -11 : 19)}" text-anchor="middle">${one.p50Ms}</text></g>`,
  )}</g>`;
})}
</svg></div>`;
}

type Scale = ReturnType<typeof logScale>;

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
