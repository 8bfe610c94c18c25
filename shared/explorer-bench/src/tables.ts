import type { Figures, RateFigures, Spread } from './figures.ts';

/** The figures as Markdown, for the terminal and for the page. */
export function tables({ machine, rounds, processes, rates, reduction }: Figures): string {
  const { isolationtester } = machine;
  return [
    `Schedules in a second, medians of ${rounds} (half of the measurements lie in the brackets):`,
    '',
    row('two clients', 'schedules', 'explorer', 'isolationtester', 'times', 'target'),
    row('---', '--:', '--:', '--:', '--:', '--:'),
    ...rates.map(rateRow),
    '',
    `Time to the verdict that all orders hold, three clients with \`FOR UPDATE\`:`,
    '',
    row('search', 'runs', 'ms'),
    row('---', '--:', '--:'),
    row('every order', String(reduction.orders), spread(reduction.fullMs)),
    row('with reduction', String(reduction.reducedRuns), spread(reduction.reducedMs)),
    '',
    `Reduction is ${spread(reduction.times)} times as fast; at least ${reduction.target} times is the target.`,
    '',
    [
      `${machine.date}, ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB`,
      machine.kernel,
      `Node.js ${machine.node}`,
      `PostgreSQL ${machine.postgres}`,
      isolationtester ? `isolationtester of PostgreSQL ${isolationtester}` : 'no isolationtester',
      `${processes} processes for the explorer.`,
    ].join(', '),
    ...(machine.loadBefore > machine.cores / 2
      ? [
          '',
          `The machine was busy with other things (load ${machine.loadBefore} before the first measurement). That slows both sides, and most of all the one that uses all cores: on a quiet machine the figures differ.`,
        ]
      : []),
  ].join('\n');
}

function rateRow({
  name,
  schedules,
  target,
  explorer,
  isolationtester,
  times,
}: RateFigures): string {
  return row(
    name,
    String(schedules),
    spread(explorer),
    isolationtester ? spread(isolationtester) : 'not installed',
    times ? spread(times) : '–',
    `≥ ${target}`,
  );
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function spread({ median, from, to }: Spread): string {
  return `${median} (${from}–${to})`;
}
