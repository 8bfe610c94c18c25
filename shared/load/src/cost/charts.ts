import * as echarts from 'echarts';
import {
  type CostReport,
  figureOf,
  type GrowthFigure,
  type Limit,
  limits,
  type Workload,
  workloads,
} from './report.ts';

const size = { width: 900, height: 420 };
const font = { fontFamily: 'sans-serif', fontSize: 13 };
const grid = { left: 70, right: 30, top: 90, bottom: 50 };
/** Wide gaps: without a browser, the width of a text's letters is not known. */
const legend = { top: 44, itemGap: 45, textStyle: font };

/** All charts, by the names of their files in `docs`. The same report always gives the same text. */
export function renderCharts(report: CostReport): ReadonlyMap<string, string> {
  const charts = new Map<string, string>();
  for (const workload of Object.keys(workloads) as Workload[])
    charts.set(`cost-${workload}.svg`, svgOf(throughputChart(report, workload)));
  charts.set('cost-growth.svg', svgOf(growthChart(report.growth, 'One deposit')));
  if (report.lookUp)
    charts.set('cost-owners.svg', svgOf(growthChart(report.lookUp, 'A report on one owner')));
  return charts;
}

/** Bars: what each step gets done, by the number of connections. */
function throughputChart(report: CostReport, workload: Workload): echarts.EChartsOption {
  const bars = [...new Set(report.figures.map(({ of }) => of))];
  const loads = [...new Set(report.figures.map(({ connections }) => connections))];
  const columns = [
    ...loads.map((connections) => ({ connections, processes: 1 as const })),
    { connections: loads.at(-1) ?? 64, processes: 2 as const },
  ];
  return {
    title: {
      text: `Requests done per second: ${workloads[workload]}`,
      textStyle: { ...font, fontSize: 16 },
    },
    legend,
    grid,
    xAxis: {
      type: 'category',
      data: bars.map(shortName),
      axisLabel: { ...font, fontSize: 12, interval: 0 },
    },
    yAxis: { type: 'log', min: 1, axisLabel: font },
    series: columns.map(({ connections, processes }) => ({
      type: 'bar',
      name: `${connections} ${connections === 1 ? 'connection' : 'connections'}${processes === 2 ? ', two processes' : ''}`,
      // No bar for nothing: a logarithm has no place for it.
      data: bars.map((of) => {
        const figure = figureOf(report, { of, processes, workload, connections });
        return figure && figure.perSecond >= 1 ? figure.perSecond : null;
      }),
    })),
  };
}

function growthChart(figures: readonly GrowthFigure[], what: string): echarts.EChartsOption {
  const lines = [...new Set(figures.map(({ of }) => of))];
  return {
    title: {
      text: `${what}, in milliseconds, by the number of accounts`,
      textStyle: { ...font, fontSize: 16 },
    },
    legend,
    grid,
    xAxis: { type: 'log', name: 'accounts', nameLocation: 'middle', nameGap: 30, axisLabel: font },
    yAxis: { type: 'log', axisLabel: font },
    series: lines.map((of) => ({
      type: 'line',
      name: `step ${of}`,
      data: figures.filter((one) => one.of === of).map(({ accounts, p50Ms }) => [accounts, p50Ms]),
    })),
  };
}

const shortNames: Readonly<Record<Limit, string>> = {
  'pg-transaction': 'SQL of 06,\nalone',
  'pg-statement': 'one UPDATE,\nalone',
};

function shortName(of: string): string {
  return Object.hasOwn(limits, of) ? shortNames[of as Limit] : of;
}

function svgOf(option: echarts.EChartsOption): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption({ animation: false, backgroundColor: '#fff', ...option });
    // Its names count the charts of this process.
    return `${chart.renderToSVGString().replaceAll(/\bzr\d+-/g, 'zr-')}\n`;
  } finally {
    chart.dispose();
  }
}
