import type { CourseStep } from '@workbook/course';
import { watch } from 'chokidar';
import { attemptOf } from '../attempt/files.ts';

/**
 * Tells of a save in an attempt at another step than `step`: the learner may be in the wrong file. Disposing stops it.
 */
export function watchOtherAttempts(
  course: readonly CourseStep[],
  step: CourseStep,
  onSave: (other: CourseStep) => void,
): AsyncDisposable {
  const others = course.filter((one) => one !== step && attemptOf(one).there);
  const watcher = watch(
    others.map((one) => attemptOf(one).folder),
    { ignoreInitial: true },
  );
  watcher.on('change', (path) => {
    const other = others.find((one) => path.startsWith(attemptOf(one).folder));
    if (other) onSave(other);
  });
  return { [Symbol.asyncDispose]: () => watcher.close() };
}
