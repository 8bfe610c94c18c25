import type { Exploration } from '../model/exploration.ts';
import type { RunRecord } from '../model/run-record.ts';
import { plural, timelineOf } from './timeline.ts';

/**
 * What a search found, for people: the verdict, in how many orders; of the run that is easiest to read
 * among those that break something, the schedule, what is wrong, and the timeline; what was covered, and what not.
 * Several lines, without one at the end.
 */
export function summaryOf(found: Exploration<unknown>): string {
  return [headline(found), ...firstRun(found), ...coverage(found), ...untried(found)].join('\n');
}

/** Prints `summaryOf`, after a `title` of its own where there is one. */
export function printSummary(found: Exploration<unknown>, title?: string): void {
  console.log(title === undefined ? summaryOf(found) : `${title}\n${summaryOf(found)}`);
}

function headline({ verdict, failing, possible, complete, reason }: Exploration<unknown>): string {
  if (verdict === 'inconclusive') return `inconclusive: ${reason}`;
  if (verdict === 'prevented') return `prevented: in none of ${plural(possible, 'order')}`;
  if (!complete) return `possible: in ${plural(failing, 'order')} at least`;
  return `possible: in ${failing.toLocaleString('en')} of ${plural(possible, 'order')}`;
}

function firstRun({ first, violations }: Exploration<unknown>): string[] {
  if (!first) return [];
  const others = violations.filter((violation) => violation !== first.violation);
  return [
    `  ${first.text}: ${first.violation}`,
    ...(isOneAfterTheOther(first) ? [`  ${noRace}`] : []),
    ...timelineOf(first).map((line) => `  ${line}`),
    ...others.map((violation) => `  in other orders: ${violation}`),
  ];
}

const noRace =
  'This is no race: here each client comes after the other. Is the code wrong for one client alone, or the judge?';

/** Whether no client overlaps another, and no fault has struck. */
function isOneAfterTheOther({ schedule }: Pick<RunRecord, 'schedule'>): boolean {
  const changes = schedule.filter(({ client }, i) => client !== schedule[i - 1]?.client).length;
  const clients = new Set(schedule.map(({ client }) => client)).size;
  return changes === clients && schedule.every(({ fault }) => fault === undefined);
}

function coverage({ complete, run, possible, impossible, reason }: Exploration<unknown>): string[] {
  const runs = `${plural(run, 'run')} ${run === 1 ? 'stands' : 'stand'} for ${plural(possible, 'order')}`;
  const cannot = `; ${plural(impossible, 'order')} more cannot happen, because a client has to wait`;
  const rest = complete
    ? 'which are all that can happen'
    : `and there are more${reason === undefined ? ': the search was stopped' : ''}`;
  return [`  ${runs}, ${rest}${complete && impossible > 0 ? cannot : ''}`];
}

function untried({ caveats }: Exploration<unknown>): string[] {
  return caveats.map((caveat) => `  not tried: ${caveat}`);
}
