import type { Finding } from './judge-attempt.ts';

const widths = { step: 6, attempt: 50, verdict: 18, race: 42, schedule: 32 };

/** The first line of the table. */
export const heading = line('step', 'attempt', 'verdict', 'race', 'shortest schedule', 'ms');

/** One attempt in the table; what surprises stands below it. */
export function findingText(finding: Finding): string {
  const { step, attempt, verdict, race, schedule, durationMs, surprise } = finding;
  const text = line(
    step,
    attempt,
    verdict,
    race ?? '-',
    shortened(schedule ?? '-'),
    String(durationMs),
  );
  return surprise === null ? text : `${text}\n${' '.repeat(widths.step)}✗ ${surprise}`;
}

/** How many attempts were found to be what they are meant to be, and how many were not. */
export function sumText(findings: readonly Finding[]): string {
  const failed = findings.filter(({ surprise }) => surprise !== null).length;
  return `${findings.length - failed} passed, ${failed} failed`;
}

/** Some schedules fill the screen: the whole one is in the JSON. */
function shortened(schedule: string): string {
  return schedule.length < widths.schedule
    ? schedule
    : `${schedule.slice(0, widths.schedule - 2)}…`;
}

function line(
  step: string,
  attempt: string,
  verdict: string,
  race: string,
  schedule: string,
  ms: string,
): string {
  const cells = [
    step.padEnd(widths.step),
    attempt.padEnd(widths.attempt),
    verdict.padEnd(widths.verdict),
    race.padEnd(widths.race),
    schedule.padEnd(widths.schedule),
    ms.padStart(6),
  ];
  return cells.join('');
}
