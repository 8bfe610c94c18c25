import type { AttemptProgress, Standing } from '../judging/attempt-progress.ts';

/** How far the judging of an attempt has come, in one line. */
export function stageText({
  stage,
  races,
  heardOf,
  remainingMs,
  isLeast = false,
  isAtTasks = false,
}: AttemptProgress): string {
  if (isAtTasks) return `probably green, looking at the tasks · ${heardOf}`;
  const count = (...of: readonly Standing[]) =>
    races.filter(({ standing }) => of.includes(standing)).length;
  const all = races.length;
  const so =
    stage === 'first'
      ? `judging: ${all - count('waiting')} of ${all} races`
      : `probably green, ${count('waiting', 'tried')} of ${all} races open`;
  const about =
    remainingMs === undefined ? '' : `, ${isLeast ? 'more than' : 'about'} ${roughly(remainingMs)}`;
  return `${so}${about} · ${heardOf}`;
}

/** An estimate, no finer than it can be: `2 s`, `15 s`, `2 min`. */
function roughly(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds <= 10) return `${seconds} s`;
  if (seconds < 90) return `${Math.round(seconds / 5) * 5} s`;
  return `${Math.round(seconds / 60)} min`;
}
