import type { Machine, Spread } from './figures.ts';
import { type CheckoutTimes, goals, type StepTimes } from './verdict-figures.ts';

/** What the bench has measured, as Markdown: for the terminal and for the page. */
export function verdictsTable(
  checkouts: readonly CheckoutTimes[],
  rounds: number,
  machine: Machine,
): string {
  const [now, beside] = checkouts;
  const names = checkouts.map(({ name }) => name);
  const numbers = now?.steps.map(({ step }) => step) ?? [];
  const of = (times: CheckoutTimes | undefined, step: string) =>
    times?.steps.find((one) => one.step === step);
  return [
    `Seconds from the start of the command to its end, medians of ${rounds}${beside ? `, ${names.join(' / ')}` : ''}:`,
    '',
    row('step', 'red', 'probably green', 'goal', 'green', 'goal'),
    row('---', '--:', '--:', '--:', '--:', '--:'),
    ...numbers.map((step) => {
      const cell = (field: Exclude<keyof StepTimes, 'step'>) =>
        checkouts.map((times) => seconds(of(times, step)?.[field])).join(' / ');
      const goal = goals.greenMs(step);
      return row(
        step,
        cell('redMs'),
        cell('probablyGreenMs'),
        whole(goals.probablyGreenMs),
        cell('greenMs'),
        goal === undefined ? '–' : whole(goal),
      );
    }),
    ...mapLine(checkouts),
    '',
    `${machine.date}, ${machine.cpu}, ${machine.cores} cores, Node.js ${machine.node}, PostgreSQL ${machine.postgres}, load ${machine.loadBefore} before.`,
  ].join('\n');
}

function mapLine(checkouts: readonly CheckoutTimes[]): string[] {
  if (checkouts.every(({ mapMs }) => mapMs === undefined)) return [];
  const times = checkouts.map(({ mapMs }) => (mapMs === undefined ? '–' : whole(mapMs)));
  return ['', `The whole map: ${times.join(' / ')} s; the goal is ${whole(goals.mapMs)} s.`];
}

const row = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`;

const seconds = (spread: Spread | undefined) =>
  spread === undefined ? '–' : (spread.median / 1000).toFixed(1);

const whole = (ms: number) => String(Math.round(ms / 1000));
