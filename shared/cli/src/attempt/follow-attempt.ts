import { type CourseStep, judgedRaces } from '@workbook/course';
import { JobFailed } from '@workbook/judge';
import { watch } from 'chokidar';
import type { TestResult } from '../json/test.ts';
import { type AttemptProgress, judgeAttempt } from '../judging/judge-attempt.ts';
import type { Workshop } from '../judging/workshop.ts';
import { attemptFile } from './current-attempt.ts';
import { attemptOf, versionOf } from './files.ts';
import { rememberVerdict } from './progress.ts';
import { testResultOf } from './test-result.ts';

/** What a command that follows an attempt is told. */
export interface Followers {
  /** A version is being judged now; whatever was said before is of an older one. */
  readonly onSave: () => void;
  readonly onProgress: (progress: FollowProgress) => void;
  readonly onResult: (result: TestResult) => void;
  /** It cannot be judged: a `JobFailed`, or a `UsageError` when the file is gone. */
  readonly onProblem: (problem: unknown) => void;
}

export interface FollowProgress extends AttemptProgress {
  /** How many there are to pass. */
  readonly races: number;
}

/** Editors write a file in several steps: what comes within this time is one save. */
const settleMs = 30;

/**
 * Judges the attempt at `step` now, and again whenever one of its files has changed, always the
 * newest version only. Disposing stops the watching and the judging.
 */
export async function followAttempt(
  course: readonly CourseStep[],
  step: CourseStep,
  { pool, environment }: Workshop,
  followers: Followers,
): Promise<AsyncDisposable> {
  let judged: string | undefined;
  let current = new AbortController();
  let settling: NodeJS.Timeout | undefined;
  let closed = false;

  const judge = async () => {
    if (closed) return;
    const mine = new AbortController();
    try {
      const version = attemptOf(step).there ? await versionOf(step) : '';
      if (version === judged || closed) return;
      judged = version;
      current.abort();
      current = mine;
      followers.onSave();
      const file = attemptFile(step);
      const job = { course, step, file, version };
      const races = judgedRaces(course, step).length;
      const progress = (now: AttemptProgress) => {
        if (!mine.signal.aborted) followers.onProgress({ ...now, races });
      };
      const found = await judgeAttempt(job, pool, progress, mine.signal);
      if (mine.signal.aborted) return;
      rememberVerdict(course, step, version, found.verdict);
      followers.onResult(testResultOf(found, step, file, environment));
    } catch (error) {
      if (mine.signal.aborted || closed) return;
      if (error instanceof JobFailed && error.kind === 'stopped') return;
      followers.onProblem(error);
    }
  };

  const watcher = watch(attemptOf(step).folder, { ignoreInitial: true });
  watcher.on('all', () => {
    clearTimeout(settling);
    settling = setTimeout(() => void judge(), settleMs);
  });
  await new Promise<void>((ready) => watcher.once('ready', () => ready()));
  void judge();
  return {
    async [Symbol.asyncDispose]() {
      closed = true;
      clearTimeout(settling);
      current.abort();
      await watcher.close();
    },
  };
}
