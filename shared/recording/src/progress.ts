/**
 * How long it is likely to take until all are done, when it has taken `elapsedMs` to do some of them: `, about 3 min
 * left`. Empty when nothing is left.
 */
export function timeLeft(elapsedMs: number, done: number, all: number): string {
  if (done === 0 || done >= all) return '';
  const seconds = Math.ceil(((elapsedMs / done) * (all - done)) / 1000);
  return `, about ${seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`} left`;
}
