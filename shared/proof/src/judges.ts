import { type CourseStep, JudgePool, startServicesFor } from '@workbook/race-test';

/** Two processes keep the smallest machine that the workbook is written for busy. */
const sideBySide = 2;

/** Judges, with the servers that some steps need. Disposing ends both. */
export interface Judges extends AsyncDisposable {
  readonly pool: JudgePool;
}

/** Starts the servers that these steps need, and judges for them. Throws `ServiceUnavailable`. */
export async function startJudges(steps: readonly CourseStep[]): Promise<Judges> {
  await using stack = new AsyncDisposableStack();
  const services = stack.use(await startServicesFor(steps));
  const pool = stack.use(new JudgePool(services, { size: sideBySide }));
  const all = stack.move();
  return { pool, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/**
 * Judges as many subjects at a time as there are judges, and tells of each as soon as it and all
 * before it are done. Resolves to what was found, in the order of the subjects.
 */
export async function judgeInOrder<Subject, Found>(
  subjects: readonly Subject[],
  judge: (subject: Subject) => Promise<Found>,
  onFound: (found: Found) => void,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  const queue = subjects.entries();
  const done = new Map<number, Found>();
  const work = async () => {
    for (const [i, subject] of queue) {
      done.set(i, await judge(subject));
      for (let next = found.length; done.has(next); next += 1) {
        found.push(done.get(next) as Found);
        onFound(found[next] as Found);
      }
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, work));
  return found;
}
