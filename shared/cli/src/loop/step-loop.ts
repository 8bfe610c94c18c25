import type { CourseStep } from '@workbook/race-test';
import { attemptOf } from '../attempt/files.ts';
import { followAttempt } from '../attempt/follow-attempt.ts';
import { expectedRed, startStep } from '../attempt/start-step.ts';
import type { Workshop } from '../judging/workshop.ts';
import { headingOf } from '../lesson/lesson-of.ts';
import { bodyRows, lastOffset, screenLines } from '../terminal/screen.ts';
import type { Key, Terminal } from '../terminal/terminal.ts';
import { problemOf } from '../usage/problems.ts';
import { type Asked, answer, pageActions } from './actions.ts';
import { type Action, actionOf, type Leaving, type Scroll } from './keys.ts';
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
    const anew = { ...verdict, result: undefined, problem: '', confirming: false, message: '' };
    return followAttempt(this.#course, this.#step, workshop, {
      onSave: () => this.#change({ ...anew, doing: 'judging' }),
      onProgress: ({ done, races, race, confirming }) => {
        this.#state = { ...this.#state, confirming };
        // A slow connection must not be kept busy by a number that changes all the time.
        const nowMs = performance.now();
        if (nowMs - this.#progressShownMs < 150) return;
        this.#progressShownMs = nowMs;
        const so = confirming ? 'green so far, now in every order of one instance' : 'judging';
        this.say(`${so}: ${done} of ${races} races · ${race}`);
      },
      onResult: (result) => this.#change({ result, doing: '' }),
      onProblem: (error) => this.#change({ problem: problemOf(error).message, doing: '' }),
    });
  }

  #onKey({ name, ctrl }: Key): void {
    if (!this.#active || ctrl) return;
    this.#change({ message: '' });
    const action = actionOf(name, this.#state.view);
    if (action === undefined) return;
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
        return this.#scroll(action);
      case 'possible':
      case 'prevented':
        return await answer(action, this.#asked());
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
    if (action === 'quit') this.#left.resolve(undefined);
    else if (action === 'begin next step' && view.kind === 'answered')
      this.#left.resolve(view.next);
    else if (action === 'step before') {
      const before = this.#course[this.#course.indexOf(this.#step) - 1];
      if (!before) return { message: 'This is the first step.' };
      this.#left.resolve(before);
    }
    return {};
  }

  #scroll(action: Scroll): Change {
    const page = bodyRows(this.#terminal.height) - 1;
    const rows = { 'line up': -1, 'line down': 1, 'page up': -page, 'page down': page };
    return { offset: Math.max(0, this.#state.offset + rows[action]) };
  }

  /** Draws what is different. The offset is kept within the body. */
  #change(change: Change): void {
    if (!this.#active) return;
    const { width, height } = this.#terminal;
    const state = { ...this.#state, ...change };
    const screen = screenOf(state, width);
    this.#state = { ...state, offset: Math.min(state.offset, lastOffset(screen, height)) };
    this.#terminal.draw(screenLines(screen, width, height));
  }
}
