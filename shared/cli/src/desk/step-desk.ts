import type { CourseStep } from '@workbook/course';
import { watch } from 'chokidar';
import { attemptOf } from '../attempt/files.ts';
import { type Following, followAttempt } from '../attempt/follow-attempt.ts';
import { stageText } from '../attempt/stage-text.ts';
import type { AttemptProgress } from '../judging/attempt-progress.ts';
import type { Workshop } from '../judging/workshop.ts';
import { problemOf } from '../usage/problems.ts';
import { absenceOf } from './absence.ts';
import { type AttemptEvent, type AttemptState, unknown } from './attempt-state.ts';
import { nothingKnown } from './nothing-known.ts';

/** Is told what has happened to an attempt, and what is known of it now. */
export type Face = (event: AttemptEvent, state: AttemptState) => void;

/**
 * The attempt at one step, judged at every save. However many faces look at it, there is one judgement, so that they
 * cannot disagree. An attempt may be deleted, and begun again.
 */
export class StepDesk implements AsyncDisposable {
  readonly step: CourseStep;
  readonly #course: readonly CourseStep[];
  readonly #faces = new Set<Face>();
  readonly #closed = Promise.withResolvers<void>();
  #isClosed = false;
  #isThere = false;
  #state: AttemptState = unknown;
  #workshop: Workshop | undefined;
  #following: Following | undefined;
  #changed = Promise.withResolvers<void>();
  #work: Promise<void> = Promise.resolve();

  constructor(course: readonly CourseStep[], step: CourseStep) {
    this.#course = course;
    this.step = step;
  }

  get state(): AttemptState {
    return this.#state;
  }

  /** Absent while the servers still start. */
  get workshop(): Workshop | undefined {
    return this.#workshop;
  }

  /** Lets a face look on until it is disposed of. */
  show(face: Face): Disposable {
    this.#faces.add(face);
    return { [Symbol.dispose]: () => this.#faces.delete(face) };
  }

  /** Shows what is being done. */
  say(doing: string): void {
    this.#tell('doing', { doing });
  }

  /** Judges, with the servers that have started, until it is disposed of. Throws what is in the way of that. */
  async open(workshop: Workshop): Promise<void> {
    this.#workshop = workshop;
    this.#work = this.#follow(workshop);
    await this.#work;
  }

  /** Looks whether there is an attempt now: it may have been made this moment. */
  look(): void {
    if (attemptOf(this.step).there !== this.#isThere) this.#changed.resolve();
  }

  /** Judges the attempt once more. */
  again(): void {
    this.#following?.again();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#closed.resolve();
    await this.#work.catch(() => {});
  }

  async #follow(workshop: Workshop): Promise<void> {
    const judging = await nothingKnown(this.#course, this.step);
    let wasThere = false;
    while (!this.#isClosed) {
      this.#changed = Promise.withResolvers();
      const { promise } = this.#changed;
      this.#isThere = attemptOf(this.step).there;
      if (this.#isThere) {
        wasThere = true;
        await using following = await this.#judge(workshop, judging);
        this.#following = following;
        await Promise.race([promise, this.#closed.promise]);
        this.#following = undefined;
      } else {
        await using _watch = watchFor(this.step, () => this.look());
        const absence = await absenceOf(this.step, wasThere);
        this.#set('absent', { ...unknown, judging, absence, doing: '' });
        await Promise.race([promise, this.#closed.promise]);
      }
    }
  }

  /** `nothing` is what is shown until something is known. */
  #judge(workshop: Workshop, nothing: AttemptProgress): Promise<Following> {
    return followAttempt(this.#course, this.step, workshop, {
      onSave: () => {
        // Until a race is heard of, which takes seconds where a server or a library is cold.
        const doing = 'judging: loading your code';
        this.#set('save', { ...unknown, isBegun: true, judging: nothing, doing });
      },
      onProgress: (judging) => this.#tell('progress', { judging, doing: stageText(judging) }),
      onResult: (result, { failing }) => this.#tell('result', { result, failing, doing: '' }),
      onSame: () => this.#tell('same', {}),
      onProblem: (error) => {
        if (!attemptOf(this.step).there) this.look();
        else this.#tell('problem', { problem: problemOf(error).message, doing: '' });
      },
    });
  }

  #tell(event: AttemptEvent, change: Partial<AttemptState>): void {
    this.#set(event, { ...this.#state, ...change });
  }

  #set(event: AttemptEvent, state: AttemptState): void {
    if (this.#isClosed) return;
    this.#state = state;
    for (const face of this.#faces) face(event, state);
  }
}

/** Another command, or the learner, may make the attempt. */
function watchFor(step: CourseStep, onChange: () => void): AsyncDisposable {
  const { folder } = attemptOf(step);
  const watcher = watch(folder, { ignoreInitial: true });
  watcher.on('all', onChange);
  watcher.on('ready', onChange);
  return { [Symbol.asyncDispose]: () => watcher.close() };
}
