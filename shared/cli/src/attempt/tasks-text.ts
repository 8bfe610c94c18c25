import type { TaskVerdict } from '../json/task-verdict.ts';
import { colors, wrapped } from '../text/format.ts';

const signs = { holds: '✓', fails: '✗', open: '·', 'not judged': '–' } as const;
const paints = {
  holds: colors.green,
  fails: colors.red,
  open: colors.dim,
  'not judged': colors.dim,
};

/** A line for each task, with its sign and its name. */
export function taskLines(tasks: readonly TaskVerdict[]): string[] {
  return tasks.map(({ verdict, number, name, notJudged }) => {
    const part = verdict === 'holds' && notJudged !== null ? ' (in part)' : '';
    return paints[verdict](`${signs[verdict]} ${number} ${name}${part}`);
  });
}

/** The same, and why a task fails, or is not judged, or only in part: for the whole report. */
export function tasksText(tasks: readonly TaskVerdict[], width = 80): string {
  const lines = taskLines(tasks);
  return tasks
    .flatMap(({ verdict, why, notJudged }, i) => {
      const reasons = [
        ...((verdict === 'fails' || verdict === 'open') && why !== null ? [why] : []),
        ...(verdict === 'not judged' ? [`not judged, ${why}`] : []),
        ...(verdict !== 'not judged' && notJudged !== null ? [`not judged: ${notJudged}`] : []),
      ];
      const told = reasons.flatMap((reason) => wrapped(reason, width - 4));
      return [lines[i] ?? '', ...told.map((line) => colors.dim(`    ${line}`))];
    })
    .join('\n');
}

/**
 * All tasks in one line of at most `width` characters: those that fail by name, where there is room,
 * the others by number. `tasks: ✗ 2 Move the screening out  ✓ 1, 3  · 4  – 5`.
 */
export function tasksLine(tasks: readonly TaskVerdict[], width: number): string {
  const of = (wanted: TaskVerdict['verdict']) =>
    tasks.filter(({ verdict }) => verdict === wanted).map(({ number, name }) => ({ number, name }));
  const others = (['holds', 'open', 'not judged'] as const)
    .filter((verdict) => of(verdict).length > 0)
    .map(
      (verdict) =>
        `${signs[verdict]} ${of(verdict)
          .map(({ number }) => number)
          .join(', ')}`,
    );
  const failing = of('fails');
  const named = failing.map(({ number, name }) => `${signs.fails} ${number} ${name}`);
  const numbered = `${signs.fails} ${failing.map(({ number }) => number).join(', ')}`;
  const long = `tasks: ${[...named, ...others].join('  ')}`;
  if (failing.length === 0 || long.length <= width) return long;
  return `tasks: ${[numbered, ...others].join('  ')}`;
}

/** The first task that fails. */
export function failingTask(tasks: readonly TaskVerdict[]): TaskVerdict | undefined {
  return tasks.find(({ verdict }) => verdict === 'fails');
}

/** What is wrong with each task that a behaviour shows not to be done, a paragraph for each. */
export function taskFailures(tasks: readonly TaskVerdict[], width = 80): string[] {
  return tasks
    .filter(({ verdict }) => verdict === 'fails')
    .map(({ number, name, why }) => wrapped(`Task ${number}, ${name}: ${why}.`, width).join('\n'));
}
