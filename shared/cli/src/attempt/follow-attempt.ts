import { type CourseStep } from '@workbook/course';
import { JobFailed } from '@workbook/judge';
import { watch } from 'chokidar';
import type { TestResult } from '../json/test.ts';
import type { AttemptProgress } from '../judging/attempt-progress.ts';
import { type AttemptResult, judgeAttempt } from '../judging/judge-attempt.ts';
import type { Workshop } from '../judging/workshop.ts';
import { attemptFile } from './current-attempt.ts';
import { attemptOf, programOf, versionOf } from './files.ts';
import { lastFailure, rememberSame, rememberVerdict } from './progress.ts';
import { testResultOf } from './test-result.ts';

/** What a command that follows an attempt is told. */
export interface Followers {
  /** A version is being judged now; whatever was said before is of an older one. */
  readonly onSave: () => void;
  readonly onProgress: (progress: AttemptProgress) => void;
  readonly onResult: (result: TestResult, found: AttemptResult) => void;
  /** What was saved is the same program, and what was said of it last goes on to be true. */
  readonly onSame?: () => void;
  /** It cannot be judged: a `JobFailed`, or a `UsageError` when the file is gone. */
  readonly onProblem: (problem: unknown) => void;
}

/** What follows an attempt, until it is disposed of. */
export interface Following extends AsyncDisposable {
  /** Judges it once more, although nothing was saved. */
  readonly again: () => void;
}

/** A judgement that is under way, or has come to its end. */
interface Judging {
  /** The newest text of the program that it judges; undefined before the first one. */
  version: string | undefined;
  /** What the compiler makes of its text. It is waited for when there is another text to compare it with. */
  readonly program: Promise<string>;
  readonly stop: AbortController;
  verdict?: TestResult['verdict'];
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
): Promise<Following> {
  let current: Judging = {
    version: undefined,
    program: Promise.resolve(''),
    stop: new AbortController(),
  };
  let failedLast = lastFailure(course, step);
  let settling: NodeJS.Timeout | undefined;
  let closed = false;
  let looks = 0;

  const look = async ({ again = false } = {}) => {
    looks += 1;
    const mine = looks;
    try {
      const { there } = attemptOf(step);
      const version = there ? await versionOf(step) : '';
      // A later look sees a newer save.
      const isOld = () => closed || mine !== looks;
      if (isOld() || (version === current.version && !again)) return;
      const program = there ? programOf(step) : Promise.resolve('');
      program.catch(() => {});
      // Red names lines, which have moved.
      const mayStay = there && !again && current.version !== undefined && current.verdict !== 'red';
      const isSame = mayStay && (await program) === (await current.program);
      if (isOld()) return;
      if (isSame) {
        current.version = version;
        if (current.verdict === 'green') rememberSame(course, step, version);
        followers.onSame?.();
        return;
      }
      await judge(version, program);
    } catch (error) {
      if (!closed) followers.onProblem(error);
    }
  };

  const judge = async (version: string, program: Promise<string>) => {
    current.stop.abort();
    const mine: Judging = { version, program, stop: new AbortController() };
    current = mine;
    const { signal } = mine.stop;
    followers.onSave();
    try {
      const file = attemptFile(step);
      const job = { course, step, file, version, ...(failedLast && { failedLast }) };
      const progress = (now: AttemptProgress) => {
        if (!signal.aborted) followers.onProgress(now);
      };
      const found = await judgeAttempt(job, pool, progress, signal);
      if (signal.aborted) return;
      mine.verdict = found.verdict;
      failedLast = found.failing?.race.id;
      rememberVerdict(course, step, {
        version: mine.version ?? version,
        verdict: found.verdict,
        failing: failedLast,
        there: attemptOf(step).there ? await versionOf(step) : undefined,
      });
      followers.onResult(testResultOf(found, step, file, environment), found);
      if (found.verdict === 'red' && mine.version !== version)
        await judge(await versionOf(step), program);
    } catch (error) {
      if (signal.aborted || closed) return;
      if (error instanceof JobFailed && error.kind === 'stopped') return;
      // The next save is judged, whatever it says.
      mine.verdict = 'red';
      followers.onProblem(error);
    }
  };

  const watcher = watch(attemptOf(step).folder, { ignoreInitial: true });
  watcher.on('all', () => {
    clearTimeout(settling);
    settling = setTimeout(() => void look(), settleMs);
  });
  await new Promise<void>((ready) => watcher.once('ready', () => ready()));
  void look();
  return {
    again: () => void look({ again: true }),
    async [Symbol.asyncDispose]() {
      closed = true;
      clearTimeout(settling);
      current.stop.abort();
      await watcher.close();
    },
  };
}
