import { type CourseStep } from '@workbook/course';
import { JudgePool, type Judges, startServicesFor } from '@workbook/judge';

/** Two processes keep the smallest machine that the workbook is written for busy. */
const sideBySide = 2;

/**
 * Starts the servers that these steps need, and judges for them. Disposing ends both.
 * Throws `ServiceUnavailable`.
 */
export async function startJudges(steps: readonly CourseStep[]): Promise<Judges & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const services = stack.use(await startServicesFor(steps));
  const pool = stack.use(new JudgePool(services, { size: sideBySide }));
  const all = stack.move();
  return { services, pool, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/**
 * Judges as many subjects at a time as there are judges, and reports each as soon as it and all
 * before it are done. Resolves to the results in the order of the subjects.
 */
export async function judgeInOrder<Subject, Result>(
  subjects: readonly Subject[],
  judge: (subject: Subject) => Promise<Result>,
  onResult: (result: Result) => void,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const queue = subjects.entries();
  const done = new Map<number, Result>();
  const work = async () => {
    for (const [i, subject] of queue) {
      done.set(i, await judge(subject));
      for (let next = results.length; done.has(next); next += 1) {
        const result = done.get(next) as Result;
        results.push(result);
        onResult(result);
      }
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, work));
  return results;
}
