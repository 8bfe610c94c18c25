import type { CourseStep } from '@workbook/course';
import { attemptFile } from '../attempt/current-attempt.ts';
import { attemptOf } from '../attempt/files.ts';
import { startStep } from '../attempt/start-step.ts';
import { stepStoryText } from '../attempt/story-text.ts';
import type { AttemptEvent, AttemptState } from '../desk/attempt-state.ts';
import { factsOf } from '../desk/facts.ts';
import { StepDesk } from '../desk/step-desk.ts';
import type { TestResult } from '../json/test.ts';
import type { Workshop } from '../judging/workshop.ts';
import { questionBefore } from '../predict/ask-before.ts';
import { rememberSkipped } from '../predict/score.ts';
import { nameOfKey } from '../terminal/key-name.ts';
import { bodyRows, lastOffset, screenLines } from '../terminal/screen.ts';
import type { Key, Terminal } from '../terminal/terminal.ts';
import { proseWidth } from '../text/format.ts';
import { Wait } from '../text/wait.ts';
import { problemOf } from '../usage/problems.ts';
import { pageAddress } from '../web/page-line.ts';
import { perform } from './actions.ts';
import type { Asked } from './asked.ts';
import { type Action, actionOf, type Leaving, scrolled } from './keys.ts';
import { watchOtherAttempts } from './other-attempts.ts';
import type { LoopPages } from './pages.ts';
import { screenOf } from './render.ts';
import { askedIn, type Change, firstState, type LoopState, showing } from './state.ts';

/** How often progress is shown at most. */
const progressEveryMs = 150;

/** The loop on one step: judges on every save, and answers to keys. */
export class StepLoop {
  readonly #course: readonly CourseStep[];
  readonly #step: CourseStep;
  readonly #terminal: Terminal;
  readonly #desk: StepDesk;
  readonly #pages: LoopPages;
  readonly #left = Promise.withResolvers<CourseStep | undefined>();
  #state: LoopState;
  readonly #listening = new DisposableStack();
  readonly #wait = new Wait((seconds) => this.#change({ seconds }));
  #active = true;
  /** The terminal is left to something else for a while. */
  #away = false;
  #progressShownMs = 0;
  /** Shows progress that has come too early: it may be the last for a while. */
  #progressLate: NodeJS.Timeout | undefined;

  constructor(
    course: readonly CourseStep[],
    step: CourseStep,
    terminal: Terminal,
    pages: LoopPages,
  ) {
    this.#course = course;
    this.#step = step;
    this.#terminal = terminal;
    this.#desk = new StepDesk(course, step);
    this.#pages = pages;
    pages.attend(this.#desk, (other) => this.#left.resolve(other));
    this.#state = firstState(factsOf(course, step));
    this.#listening.use(this.#desk.show((event, state) => this.#hear(event, state)));
    this.#listening.use(terminal.onKey((key) => this.#onKey(key)));
    this.#listening.use(terminal.onResize(() => this.#change({})));
    this.#wait.begin();
    this.#change({});
  }

  /** Shows what is being done. */
  say(doing: string): void {
    this.#change({ doing });
  }

  /** Resolves with the step to go to, or with nothing when the learner leaves. */
  async run(workshop: Workshop): Promise<CourseStep | undefined> {
    // The judges load the libraries of this step while the learner still reads.
    const { number, file } = this.#step;
    workshop.pool.warm({ step: number, file }).catch(() => {});
    await using stack = new AsyncDisposableStack();
    stack.use(this.#desk);
    stack.defer(() => {
      this.#active = false;
      clearTimeout(this.#progressLate);
      this.#listening.dispose();
      this.#wait[Symbol.dispose]();
    });
    stack.use(watchOtherAttempts(this.#course, this.#step, (other) => this.#wonder(other)));
    this.#desk.open(workshop).catch((error: unknown) => this.#left.reject(error));
    return await this.#left.promise;
  }

  #wonder(other: CourseStep): void {
    const { shown } = attemptOf(other);
    this.#change({ message: `You have saved ${shown}, but this is step ${this.#step.number}.` });
  }

  /** What the desk tells, on this screen. */
  #hear(event: AttemptEvent, { absence, result, judging, problem, doing }: AttemptState): void {
    const known = { absence, result, judging, problem };
    clearTimeout(this.#progressLate);
    switch (event) {
      case 'absent':
        return this.#change({ ...known, ...showing({ kind: 'begin' }), doing, message: '' });
      case 'save':
        return this.#change({ ...known, ...showing({ kind: 'verdict' }), doing, message: '' });
      case 'progress': {
        this.#state = { ...this.#state, judging };
        // A slow connection must not be kept busy by a number that changes all the time.
        const waitMs = this.#progressShownMs + progressEveryMs - performance.now();
        const show = () => {
          this.#progressShownMs = performance.now();
          this.say(doing);
        };
        if (waitMs <= 0) return show();
        this.#progressLate = setTimeout(show, waitMs);
        return;
      }
      case 'result': {
        const width = proseWidth(this.#terminal.width);
        const story = stepStoryText(this.#course, this.#step, width);
        // What was said above the keys may be out of date now.
        this.#change({ ...known, story, page: undefined, doing, message: '' });
        this.#sayPage(result).catch(() => {});
        return;
      }
      case 'same':
        return this.#change({
          message: 'Only comments or white space have changed: the verdict stays.',
        });
      case 'problem':
        return this.#change({ ...known, doing, message: '' });
      case 'doing':
        return this.say(doing);
    }
  }

  /** Where the pages show the run that fails, if they are open in this command or in another. */
  async #sayPage(result: TestResult | undefined): Promise<void> {
    if (!result?.picture) return;
    const page = await pageAddress(this.#step, attemptFile(this.#step), result.picture);
    if (page !== undefined && this.#state.result === result) this.#change({ page });
  }

  #onKey({ name, ctrl }: Key): void {
    if (!this.#active || this.#away) return;
    if (ctrl) {
      // The terminal's own signals do not come here while keys are read one by one; Ctrl-C is heard elsewhere.
      const message = `Ctrl-${name.toUpperCase()} means nothing here: q leaves, and npm start goes on.`;
      if (name !== 'c') this.#change({ message });
      return;
    }
    const said = this.#state.message;
    this.#change({ message: '' });
    const action = actionOf(name, this.#state.view);
    if (action === undefined) {
      this.#change({ message: `${nameOfKey(name)} means nothing here: ? lists the keys.` });
      return;
    }
    this.#answer(action, said).then(
      (change) => this.#change(change),
      (error: unknown) => {
        const { kind, message } = problemOf(error);
        if (kind === 'usage') this.#change({ message });
        else this.#left.reject(error);
      },
    );
  }

  /** `said` is what stood above the keys when the key was pressed. */
  async #answer(action: Action, said: string): Promise<Change> {
    switch (action) {
      case 'begin':
        return await this.#begin();
      case 'skip':
        return await this.#skip();
      case 'back':
        return showing({ kind: attemptOf(this.#step).there ? 'verdict' : 'begin' });
      case 'step before':
        return this.#goBack(said);
      case 'quit':
        return this.#leave(action);
      case 'begin next step':
        return await this.#beginAsked();
      case 'line up':
      case 'line down':
      case 'page up':
      case 'page down':
      case 'top':
      case 'end':
        return { offset: scrolled(this.#state.offset, action, bodyRows(this.#terminal.height)) };
      default:
        return await perform(action, this.#asked());
    }
  }

  /** Begins this step; before that the learner predicts what it does. */
  async #begin(): Promise<Change> {
    const question = await questionBefore(this.#course, this.#step);
    if (question) return showing({ kind: 'question', question });
    await startStep(this.#course, this.#step);
    this.#desk.look();
    return showing({ kind: 'verdict' });
  }

  /** Goes on without an answer: to the step that the question is about. */
  async #skip(): Promise<Change> {
    const { view } = this.#state;
    if (view.kind !== 'question') return {};
    rememberSkipped(view.question.step.number);
    return await this.#beginAsked();
  }

  /** Begins the step that the question, or its answer, is about: this one or the next. */
  async #beginAsked(): Promise<Change> {
    const asked = askedIn(this.#state.view);
    if (asked === this.#step) return await this.#begin();
    const { result } = this.#state;
    if (result && result.verdict !== 'green')
      return { message: `This step is ${result.verdict} after all: b shows why.` };
    if (asked) await startStep(this.#course, asked);
    return this.#leave('begin next step');
  }

  #asked(): Asked {
    return {
      course: this.#course,
      step: this.#step,
      state: this.#state,
      workshop: this.#desk.workshop,
      width: this.#terminal.width,
      show: (change) => this.#change(change),
      again: () => {
        this.#desk.again();
        return {};
      },
      visit: async (work) => {
        this.#away = true;
        await work(this.#terminal).finally(() => {
          this.#away = false;
        });
      },
      web: () => this.#pages.address(),
      lend: this.#terminal.lend,
    };
  }

  get #before(): CourseStep | undefined {
    return this.#course[this.#course.indexOf(this.#step) - 1];
  }

  /** On every other page, the same key goes back to the first one: pressed once too often, it only says where it leads. */
  #goBack(said: string): Change {
    if (!this.#before) return { message: 'This is the first step.' };
    const message = `b once more goes to step ${this.#before.number}.`;
    return said === message ? this.#leave('step before') : { message };
  }

  #leave(action: Leaving): Change {
    const { view } = this.#state;
    const next = askedIn(view);
    this.#left.resolve(
      { quit: undefined, 'step before': this.#before, 'begin next step': next }[action],
    );
    return {};
  }

  /** Something else that is done is waited for anew. */
  #timed(change: Change): Change {
    const { doing } = change;
    if (doing === undefined || doing === this.#state.doing) return change;
    if (doing === '') this.#wait[Symbol.dispose]();
    else this.#wait.begin();
    return { ...change, seconds: 0 };
  }

  /** Draws what is different. The offset is kept within the body. */
  #change(change: Change): void {
    if (!this.#active) return;
    const { width, height } = this.#terminal;
    const state = { ...this.#state, ...this.#timed(change) };
    const screen = screenOf(state, width);
    this.#state = { ...state, offset: Math.min(state.offset, lastOffset(screen, width, height)) };
    if (this.#away) return;
    this.#terminal.draw(screenLines(screen, width, height));
  }
}
