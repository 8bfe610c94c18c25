import type { BreakResult, BrokenProtection } from '../json/break.ts';
import { narrowPicture } from '../judging/narrow-picture.ts';
import { colors, counted, duration, wrapped } from '../text/format.ts';
import { narrowLine } from '../text/narrow.ts';
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

/** What came back without one protection, where nothing is cut off on a screen that is `width` characters wide. */
export function brokenText(
  step: string,
  broken: BrokenProtection,
  width = Number.POSITIVE_INFINITY,
): string {
  const { id, title, diff, explanation, comeBack, stillPrevented, picture } = broken;
  const heading = wrapped(`Step ${step} without ${id}: ${title}`, width)
    .map((line) => colors.bold(line))
    .join('\n');
  const changed = painted(diff, width);
  const prose = wrapped(explanation, Math.min(80, width)).join('\n');
  if (!picture) {
    const tried =
      stillPrevented.length > 0 ? ` in any of ${counted(stillPrevented.length, 'race')}` : '';
    return [heading, changed, colors.yellow(`Nothing can be seen${tried}.`), prose].join('\n\n');
  }
  const races = comeBack.map(({ name, shortestFailingSchedule, runs }) => {
    const line = `${signs.possible} ${name}`;
    return `${colors.red(line)}  ${shortestFailingSchedule} ${colors.dim(`(found in run ${runs})`)}`;
  });
  return [heading, changed, races.join('\n'), prose, narrowPicture(picture, width)].join('\n\n');
}

function painted(diff: string, width: number): string {
  return diff
    .split('\n')
    .flatMap((line) => {
      const lines = narrowLine(line, width);
      if (line.startsWith('+')) return lines.map(colors.green);
      return line.startsWith('-') ? lines.map(colors.red) : lines;
    })
    .join('\n');
}
