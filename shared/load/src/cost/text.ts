import {
  type CostFigure,
  type CostReport,
  figureOf,
  type GrowthFigure,
  type Limit,
  limits,
  type Workload,
  workloads,
} from './report.ts';

const count = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/** What a lesson shows beside each other: the step before, and the step. */
export function lessonText(report: CostReport, steps: readonly string[]): string {
  const rows = lessonLoads.flatMap(({ name, ...load }) => {
    const figures = steps.map((of) => figureOf(report, { of, ...load }));
    return figures.some(Boolean) ? [[name, ...figures.map(speedText)]] : [];
  });
  const heading = ['requests done per second (median latency, 99 of 100 within)'];
  const tables = [table([[...heading, ...steps.map((step) => `step ${step}`)], ...rows])];
  const shares = shareRows(report, steps);
  if (shares.length > 0)
    tables.push(
      table([
        ['one hot account, 64 connections', ...steps.map((step) => `step ${step}`)],
        ...shares,
      ]),
    );
  return [...tables, measuredText(report)].join('\n\n');
}

const lessonLoads = [
  { name: 'one hot account, 1 connection', workload: 'hot', connections: 1, processes: 1 },
  { name: 'one hot account, 64 connections', workload: 'hot', connections: 64, processes: 1 },
  { name: 'the same, two processes', workload: 'hot', connections: 64, processes: 2 },
  { name: '100 accounts, 64 connections', workload: 'spread', connections: 64, processes: 1 },
  { name: 'the same, two processes', workload: 'spread', connections: 64, processes: 2 },
  { name: 'transfers, 64 connections', workload: 'transfers', connections: 64, processes: 1 },
  { name: '90 % reads, 64 connections', workload: 'reads', connections: 64, processes: 1 },
] as const;

/** Only rows that some of these steps have: neither of the first two has a database to wait in. */
function shareRows(report: CostReport, steps: readonly string[]): string[][] {
  const hot = steps.map((of) =>
    figureOf(report, { of, workload: 'hot', connections: 64, processes: 1 }),
  );
  const rows: [string, (string | undefined)[]][] = [
    ['refused', hot.map((figure) => figure && percent(figure.refusedShare))],
    ['rollbacks for each answer', hot.map((figure) => shareText(figure?.rollbackShare, ratio))],
    [
      'sessions at work that wait for a lock',
      hot.map((figure) => shareText(figure?.lockWaitShare, percent)),
    ],
  ];
  if (hot.every((figure) => figure?.lockWaitShare == null)) return [];
  return rows.map(([name, texts]) => [name, ...texts.map((text) => text ?? '–')]);
}

/** Every figure of one kind of load, in one table for each number of processes. */
export function workloadText(report: CostReport, workload: Workload): string {
  const figures = report.figures.filter((figure) => figure.workload === workload);
  const connections = [...new Set(figures.map((figure) => figure.connections))];
  const rowsOf = (processes: 1 | 2) => {
    const names = new Set(figures.filter((one) => one.processes === processes).map(({ of }) => of));
    return [...names].map((of) => {
      const cells = connections.map((number) =>
        figureOf(report, { of, processes, workload, connections: number }),
      );
      const widest = cells.at(-1);
      return [
        nameOf(of, processes),
        ...cells.map(speedText),
        widest ? percent(widest.refusedShare) : '–',
        shareText(widest?.rollbackShare, ratio) ?? '–',
        shareText(widest?.lockWaitShare, percent) ?? '–',
      ];
    });
  };
  const heading = [
    workloads[workload],
    ...connections.map((number) => (number === 1 ? '1 connection' : `${number} connections`)),
    'refused',
    'rollbacks for each answer',
    'sessions that wait for a lock',
  ];
  return table([heading, ...rowsOf(1), ...rowsOf(2)]);
}

/** The time of one deposit, by the number of accounts. */
export function growthText(report: CostReport): string {
  return growthTable(report, report.growth, 'one deposit');
}

/** The time of a report on one owner, by the number of accounts; undefined as long as it is not measured. */
export function lookUpText(report: CostReport): string | undefined {
  return report.lookUp && growthTable(report, report.lookUp, 'one report');
}

function growthTable(report: CostReport, figures: readonly GrowthFigure[], what: string): string {
  const columns = [...new Set(figures.map(({ of }) => of))];
  const sizes = [...new Set(figures.map(({ accounts }) => accounts))];
  const rows = sizes.map((accounts) => [
    accounts.toLocaleString('en'),
    ...columns.map((of) => {
      const figure = figures.find((one) => one.of === of && one.accounts === accounts);
      return figure ? msText(figure.p50Ms) : '–';
    }),
  ]);
  const heading = ['accounts', ...columns.map((of) => `${what} in step ${of}`)];
  return [table([heading, ...rows]), measuredText(report)].join('\n\n');
}

/**
 * Little's law on what was measured: clients that send one request after the other, divided by the
 * requests that are done in a second, are the time of one request.
 */
export function littleText(report: CostReport, of: string): string {
  const figures = report.figures.filter(
    (figure) => figure.of === of && figure.processes === 1 && figure.workload !== 'reads',
  );
  const rows = figures.map(({ workload, connections, perSecond, p50Ms }) => [
    workloads[workload],
    count.format(connections),
    count.format(perSecond),
    msText((connections / perSecond) * 1000),
    msText(p50Ms),
  ]);
  const heading = [
    `step ${of}`,
    'clients at once',
    'requests done per second',
    'clients ÷ requests per second',
    'median latency, measured',
  ];
  return [table([heading, ...rows]), measuredText(report)].join('\n\n');
}

/** When and on what this was measured, in one line. */
export function measuredText({ date, machine, versions }: CostReport): string {
  const { cpu, cores, memoryGib, system, loadBefore } = machine;
  const hardware = `${cores} cores (${cpu}), ${memoryGib} GiB, ${system}`;
  const { node, postgresql, redis } = versions;
  return `*Measured ${date} on ${hardware}, load ${loadBefore} before; Node ${node}, PostgreSQL ${postgresql}, Redis ${redis}.*`;
}

function nameOf(of: string, processes: 1 | 2): string {
  if (Object.hasOwn(limits, of)) return limits[of as Limit];
  return processes === 1 ? `step ${of}` : `step ${of}, two processes`;
}

function speedText(figure: CostFigure | undefined): string {
  if (!figure) return '–';
  const { perSecond, p50Ms, p99Ms } = figure;
  return `${count.format(perSecond)} (${msText(p50Ms)}, ${msText(p99Ms)})`;
}

/** Two digits, and three from a second on: `0.057 ms`, `51 ms`, `2.34 s`. */
function msText(ms: number): string {
  const short = Number(ms.toPrecision(2));
  return short < 1000 ? `${count.format(short)} ms` : `${count.format(ms / 1000)} s`;
}

function shareText(
  share: number | null | undefined,
  inWords: (share: number) => string,
): string | undefined {
  return share === null || share === undefined ? undefined : inWords(share);
}

function percent(share: number): string {
  if (share > 0 && share < 0.01) return 'under 1 %';
  return `${Math.round(share * 100)} %`;
}

function ratio(share: number): string {
  return share > 0 && share < 0.01 ? 'under 0.01' : share.toFixed(2);
}

/** A markdown table, its first row the heading. */
function table([heading = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(heading), line(heading.map(() => '---')), ...rows.map(line)].join('\n');
}
