import type { BreakResult, BrokenProtection } from '../json/break.ts';
import { colors, counted, duration, wrapped } from '../text/format.ts';
import { signs } from '../text/verdict.ts';

/** What came back without each protection, for people; the first race of each as a timeline. */
export function breakText({ step, protections, durationMs }: BreakResult): string {
  const parts = protections.map((one) => brokenText(step, one));
  if (protections.length > 1) {
    const needed = protections.filter(({ comeBack }) => comeBack.length > 0).length;
    parts.push(
      `${counted(protections.length, 'protection')} of step ${step}, taken out one at a time: ${needed} let races come back (${duration(durationMs)}).`,
    );
  }
  return parts.join('\n\n');
}

/** What came back without one protection. */
export function brokenText(step: string, broken: BrokenProtection): string {
  const { id, title, diff, explanation, comeBack, stillPrevented, picture } = broken;
  const heading = colors.bold(`Step ${step} without ${id}: ${title}`);
  const prose = wrapped(explanation).join('\n');
  if (!picture) {
    const tried =
      stillPrevented.length > 0 ? ` in any of ${counted(stillPrevented.length, 'race')}` : '';
    return [heading, painted(diff), colors.yellow(`Nothing can be seen${tried}.`), prose].join(
      '\n\n',
    );
  }
  const races = comeBack.map(({ name, shortestFailingSchedule, runs }) => {
    const line = `${signs.possible} ${name}`;
    return `${colors.red(line)}  ${shortestFailingSchedule} ${colors.dim(`(found in run ${runs})`)}`;
  });
  return [heading, painted(diff), races.join('\n'), prose, picture.text].join('\n\n');
}

function painted(diff: string): string {
  return diff
    .split('\n')
    .map((line) => {
      if (line.startsWith('+')) return colors.green(line);
      return line.startsWith('-') ? colors.red(line) : line;
    })
    .join('\n');
}
