import type { CourseStep } from '@workbook/course';
import { attemptOf } from '../attempt/files.ts';
import { followAttempt } from '../attempt/follow-attempt.ts';
import { stageText } from '../attempt/stage-text.ts';
import { expectedRed, notWritten, startStep } from '../attempt/start-step.ts';
import type { Workshop } from '../judging/workshop.ts';
import { headingOf } from '../lesson/lesson-of.ts';
import { bodyRows, lastOffset, screenLines } from '../terminal/screen.ts';
import type { Key, Terminal } from '../terminal/terminal.ts';
import { problemOf } from '../usage/problems.ts';
import { type Asked, pageActions } from './actions.ts';
import { type Action, actionOf, type Leaving, scrolled } from './keys.ts';
import { screenOf } from './render.ts';
import { type Change, firstState, type LoopState, showing } from './state.ts';

/** The loop on one step: judges on every save, and answers to keys. */
export class StepLoop {
  readonly #course: readonly CourseStep[];
  readonly #step: CourseStep;
  readonly #terminal: Terminal;
  readonly #left = Promise.withResolvers<CourseStep | undefined>();
  readonly #begun = Promise.withResolvers<void>();
  #state: LoopState;
  #workshop: Workshop | undefined;
  #active = true;
  #progressShownMs = 0;

  constructor(course: readonly CourseStep[], step: CourseStep, terminal: Terminal) {
    this.#course = course;
    this.#step = step;
    this.#terminal = terminal;
    this.#state = firstState({
      number: step.number,
      heading: headingOf(step),
      attempt: attemptOf(step).shown,
      expectedRed: expectedRed(course, step).length,
      notWritten: notWritten(course, step),
    });
    terminal.onKey((key) => this.#onKey(key));
    terminal.onResize(() => this.#change({}));
    this.#change({});
  }

  /** Shows what is being done. */
  say(doing: string): void {
    this.#change({ doing });
  }

  /** Resolves with the step to go to, or with nothing when the learner leaves. */
  async run(workshop: Workshop): Promise<CourseStep | undefined> {
    this.#workshop = workshop;
    // The judges load the libraries of this step while the learner still reads.
    const { number, file } = this.#step;
    workshop.pool.warm({ step: number, file }).catch(() => {});
    await using stack = new AsyncDisposableStack();
    stack.defer(() => {
      this.#active = false;
    });
    if (!attemptOf(this.#step).there) {
      this.#change({ ...showing({ kind: 'begin' }), doing: 'not begun yet' });
      await Promise.race([this.#begun.promise, this.#left.promise]);
    }
    if (attemptOf(this.#step).there) stack.use(await this.#follow(workshop));
    return await this.#left.promise;
  }

  #follow(workshop: Workshop): Promise<AsyncDisposable> {
    const verdict = showing({ kind: 'verdict' });
    const anew = { ...verdict, result: undefined, problem: '', stage: undefined, message: '' };
    return followAttempt(this.#course, this.#step, workshop, {
      onSave: () => this.#change({ ...anew, doing: 'judging' }),
      onProgress: (now) => {
        this.#state = { ...this.#state, stage: now.stage };
        // A slow connection must not be kept busy by a number that changes all the time.
        const nowMs = performance.now();
        if (nowMs - this.#progressShownMs < 150) return;
        this.#progressShownMs = nowMs;
        this.say(stageText(now, now.races));
      },
      // What was said above the keys may be out of date now.
      onResult: (result) => this.#change({ result, doing: '', message: '' }),
      onProblem: (error) =>
        this.#change({ problem: problemOf(error).message, doing: '', message: '' }),
    });
  }

  #onKey({ name, ctrl }: Key): void {
    if (!this.#active || ctrl) return;
    this.#change({ message: '' });
    const action = actionOf(name, this.#state.view);
    if (action === undefined) {
      this.#change({ message: `${name} means nothing here: ? lists the keys.` });
      return;
    }
    this.#answer(action).then(
      (change) => this.#change(change),
      (error: unknown) => {
        const { kind, message } = problemOf(error);
        if (kind === 'usage') this.#change({ message });
        else this.#left.reject(error);
      },
    );
  }

  async #answer(action: Action): Promise<Change> {
    switch (action) {
      case 'begin':
        await startStep(this.#course, this.#step);
        this.#begun.resolve();
        return showing({ kind: 'verdict' });
      case 'back':
        return showing({ kind: attemptOf(this.#step).there ? 'verdict' : 'begin' });
      case 'step before':
      case 'begin next step':
      case 'quit':
        return this.#leave(action);
      case 'line up':
      case 'line down':
      case 'page up':
      case 'page down':
      case 'top':
      case 'end':
        return { offset: scrolled(this.#state.offset, action, bodyRows(this.#terminal.height)) };
      default:
        return await pageActions[action](this.#asked());
    }
  }

  #asked(): Asked {
    return {
      course: this.#course,
      step: this.#step,
      state: this.#state,
      workshop: this.#workshop,
      width: this.#terminal.width,
      show: (change) => this.#change(change),
    };
  }

  #leave(action: Leaving): Change {
    const { view } = this.#state;
    const at = this.#course.indexOf(this.#step);
    const before = this.#course[at - 1];
    if (action === 'step before' && !before) return { message: 'This is the first step.' };
    const next = view.kind === 'answered' ? view.next : undefined;
    this.#left.resolve({ quit: undefined, 'step before': before, 'begin next step': next }[action]);
    return {};
  }

  /** Draws what is different. The offset is kept within the body. */
  #change(change: Change): void {
    if (!this.#active) return;
    const { width, height } = this.#terminal;
    const state = { ...this.#state, ...change };
    const screen = screenOf(state, width);
    this.#state = { ...state, offset: Math.min(state.offset, lastOffset(screen, width, height)) };
    this.#terminal.draw(screenLines(screen, width, height));
  }
}
