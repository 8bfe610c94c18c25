import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CourseStep, picture } from '@workbook/race-test';
import { memoryNote } from '../attempt/check-text.ts';
import { compare, comparisonText } from '../attempt/compare.ts';
import { attemptFile } from '../attempt/current-attempt.ts';
import { attemptOf, versionOf } from '../attempt/files.ts';
import { followAttempt } from '../attempt/follow-attempt.ts';
import { hintFor, hintText, rungCount } from '../attempt/hint-for.ts';
import {
  answerOf,
  choiceText,
  type Guess,
  type Question,
  questionOf,
  stepAfter,
} from '../attempt/prediction.ts';
import { hintsSeen, rememberHint } from '../attempt/progress.ts';
import { bodyOf, greenNext, verdictText } from '../attempt/test-text.ts';
import { mineAndFinished } from '../commands/diff.ts';
import { lessonOf } from '../commands/lesson.ts';
import { answerText } from '../commands/next.ts';
import { expectedRed, startStep } from '../commands/start.ts';
import type { TestResult } from '../json/results.ts';
import { type Session, withSession } from '../judging/workshop.ts';
import { lessonText } from '../lesson/lesson-text.ts';
import { courseMapPage, mapIn } from '../map/map-page.ts';
import { bodyRows, lastOffset, type Screen, screenLines } from '../terminal/screen.ts';
import type { Key, Terminal } from '../terminal/terminal.ts';
import { colors, counted, wrapped } from '../text/format.ts';
import { problemOf } from '../usage/problems.ts';

/** What is in the middle of the screen. */
type View =
  /** The verdict, as it is at the moment. */
  | { readonly kind: 'verdict' }
  /** There is no attempt yet. */
  | { readonly kind: 'begin' }
  /** Something to read. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'hint'; readonly text: string }
  /** The finished code would be seen before the attempt is green. */
  | { readonly kind: 'spoil' }
  | { readonly kind: 'question'; readonly question: Question }
  | { readonly kind: 'answered'; readonly text: string; readonly next: CourseStep };

/** The loop on one step: judges on every save, and answers to keys. */
export class StepLoop {
  readonly #course: readonly CourseStep[];
  readonly #step: CourseStep;
  readonly #terminal: Terminal;
  readonly #left = Promise.withResolvers<CourseStep | undefined>();
  readonly #title: string;
  #session: Session | undefined;
  #view: View = { kind: 'verdict' };
  #offset = 0;
  #message = '';
  #doing = 'starting';
  #result: TestResult | undefined;
  #problem = '';
  /** Nothing fails so far, and what is left takes its time. */
  #confirming = false;
  #active = true;
  #shownMs = 0;

  constructor(course: readonly CourseStep[], step: CourseStep, terminal: Terminal) {
    this.#course = course;
    this.#step = step;
    this.#terminal = terminal;
    this.#title = titleOf(step);
    terminal.onKey((key) => this.#onKey(key));
    terminal.onResize(() => this.#draw());
    this.#draw();
  }

  /** Shows what is being done. */
  say(sentence: string): void {
    this.#doing = sentence;
    this.#draw();
  }

  /** Resolves with the step to go to, or with nothing when the learner leaves. */
  async run(session: Session): Promise<CourseStep | undefined> {
    this.#session = session;
    // The judges load the libraries of this step while the learner still reads.
    const { number, file } = this.#step;
    session.pool.warm({ step: number, file }).catch(() => {});
    await using stack = new AsyncDisposableStack();
    stack.defer(() => {
      this.#active = false;
    });
    if (!attemptOf(this.#step).there) {
      this.#show({ kind: 'begin' });
      this.#doing = 'not begun yet';
      this.#draw();
      await Promise.race([this.#begun.promise, this.#left.promise]);
    }
    if (attemptOf(this.#step).there) stack.use(await this.#follow(session));
    return await this.#left.promise;
  }

  readonly #begun = Promise.withResolvers<void>();

  #follow(session: Session): Promise<AsyncDisposable> {
    return followAttempt(this.#course, this.#step, session, {
      onSave: () => {
        this.#result = undefined;
        this.#problem = '';
        this.#confirming = false;
        this.#message = '';
        this.#show({ kind: 'verdict' });
        this.say('judging');
      },
      onProgress: ({ done, races, race, confirming }) => {
        this.#confirming = confirming;
        // A slow connection must not be kept busy by a number that changes all the time.
        const nowMs = performance.now();
        if (nowMs - this.#shownMs < 150) return;
        this.#shownMs = nowMs;
        const so = confirming ? 'green so far, now in every order of one instance' : 'judging';
        this.say(`${so}: ${done} of ${races} races · ${race}`);
      },
      onResult: (result) => {
        this.#result = result;
        this.say('');
      },
      onProblem: (error) => {
        this.#problem = problemOf(error).message;
        this.say('');
      },
    });
  }

  #onKey(key: Key): void {
    if (!this.#active || key.ctrl) return;
    this.#message = '';
    this.#answer(key.name).catch((error: unknown) => {
      const problem = problemOf(error);
      if (problem.kind === 'usage') this.#message = problem.message;
      else this.#left.reject(error);
      this.#draw();
    });
  }

  async #answer(key: string): Promise<void> {
    const view = this.#view;
    if (this.#scroll(key)) return this.#draw();
    if (key === 'q') return this.#left.resolve(undefined);
    if (key === 'return' && view.kind === 'begin') return await this.#begin();
    if (key === 'return' && view.kind === 'answered') return this.#left.resolve(view.next);
    if (key === 'y' && view.kind === 'spoil') return await this.#compare();
    if (view.kind === 'question' && (key === 'p' || key === 'o'))
      return await this.#run(view.question, key === 'p' ? 'prevented' : 'possible');
    if (key === 'h') await this.#hint();
    else if (key === 'l') this.#read(lessonText(await lessonOf(this.#step), this.#size));
    else if (key === 'd') await this.#askToCompare();
    else if (key === 'r') await this.#replay();
    else if (key === 'm') this.#read(mapPage());
    else if (key === 'n') await this.#next();
    else if (key === 'b' || key === 'escape') this.#back(key);
    this.#draw();
  }

  get #size() {
    return { width: Math.min(this.#terminal.width, 100) };
  }

  #scroll(key: string): boolean {
    const page = bodyRows(this.#terminal.height) - 1;
    const moves: Record<string, number> = {
      up: -1,
      k: -1,
      down: 1,
      j: 1,
      pageup: -page,
      pagedown: page,
      space: page,
    };
    const move = moves[key];
    if (move === undefined) return false;
    const last = lastOffset({ body: this.#body() }, this.#terminal.height);
    this.#offset = Math.min(last, Math.max(0, this.#offset + move));
    return true;
  }

  async #begin(): Promise<void> {
    await startStep(this.#course, this.#step);
    this.#show({ kind: 'verdict' });
    this.#begun.resolve();
  }

  async #hint(): Promise<void> {
    const failing = this.#result?.failing;
    if (!failing) {
      this.#message = this.#result
        ? 'Nothing fails: there is no hint to give.'
        : 'There is no verdict yet.';
      return;
    }
    const hint = await hintFor(this.#course, this.#step, failing);
    if (!hint) {
      this.#message = 'There is no hint for this race: l shows the lesson.';
      return;
    }
    const seen = hintsSeen(this.#course, this.#step, failing);
    const rung = Math.min(rungCount, this.#view.kind === 'hint' ? seen + 1 : Math.max(1, seen));
    rememberHint(this.#course, this.#step, failing, rung);
    this.#show({ kind: 'hint', text: hintText(hint, rung, this.#size.width) });
    this.#offset = Number.MAX_SAFE_INTEGER;
    this.#message =
      rung < rungCount ? `${rung} of ${rungCount}: h says more` : `${rung} of ${rungCount}`;
  }

  async #askToCompare(): Promise<void> {
    if (this.#result?.verdict === 'green') return await this.#compare();
    this.#show({ kind: 'spoil' });
  }

  async #compare(): Promise<void> {
    const comparison = mineAndFinished(this.#step);
    const files = await compare(comparison);
    this.#read(comparisonText(comparison, files, this.#terminal.width));
    this.#draw();
  }

  async #replay(): Promise<void> {
    const failing = this.#result?.picture;
    const race = this.#course.flatMap(({ races }) => races).find(({ id }) => id === failing?.race);
    if (!failing || !race || !this.#session) {
      this.#message = 'Nothing fails: there is nothing to replay.';
      return;
    }
    this.say('running it again');
    const file = attemptFile(this.#step).path;
    const { schedule } = failing;
    const version = await versionOf(this.#step);
    const run = await this.#session.pool
      .replay({ race: race.id, step: this.#step.number, file, version, schedule })
      .finally(() => this.say(''));
    const { width } = this.#terminal;
    this.#read(picture(race, run, { width, replayCommand: failing.replayCommand }));
  }

  async #next(): Promise<void> {
    if (this.#view.kind === 'question' || this.#view.kind === 'answered') return;
    if (this.#result?.verdict !== 'green') {
      this.#message = 'This step is not green yet. h helps.';
      return;
    }
    const question = await questionOf(this.#course, stepAfter(this.#course, this.#step));
    this.#show({ kind: 'question', question });
  }

  async #run(question: Question, guess: Guess): Promise<void> {
    const next = question.step;
    this.#read('Running it …');
    this.#draw();
    const answer = await withSession(
      [next],
      () => {},
      (session) => answerOf(question, session),
    );
    const text = `${answerText(guess, answer)}\n\nEnter begins step ${next.number}.`;
    this.#show({ kind: 'answered', text, next });
    this.#draw();
  }

  #back(key: string): void {
    if (this.#view.kind !== 'verdict' && this.#view.kind !== 'begin')
      return this.#show({ kind: attemptOf(this.#step).there ? 'verdict' : 'begin' });
    if (key === 'escape') return;
    const before = this.#course[this.#course.indexOf(this.#step) - 1];
    if (before) this.#left.resolve(before);
    else this.#message = 'This is the first step.';
  }

  #read(text: string): void {
    this.#show({ kind: 'text', text });
  }

  #show(view: View): void {
    this.#view = view;
    this.#offset = 0;
  }

  #draw(): void {
    if (!this.#active) return;
    const { width, height } = this.#terminal;
    const screen: Screen = {
      title: this.#title,
      verdict: this.#verdict(),
      body: this.#body(),
      offset: this.#offset,
      message: this.#message,
      keys: this.#keys(),
    };
    this.#offset = Math.min(this.#offset, lastOffset(screen, height));
    this.#terminal.draw(screenLines(screen, width, height));
  }

  #verdict(): string {
    if (this.#doing !== '') return colors.dim(`… ${this.#doing}`);
    if (this.#problem !== '') return colors.yellow('! This cannot be judged yet.');
    return this.#result ? verdictText(this.#result) : '';
  }

  #body(): string {
    const view = this.#view;
    const { number } = this.#step;
    const wrap = (text: string) => wrapped(text, this.#size.width).join('\n');
    switch (view.kind) {
      case 'begin': {
        const red = expectedRed(this.#course, this.#step).length;
        return `${wrap(`Enter makes ${attemptOf(this.#step).shown}/ for you, with the code that this step begins with.`)}
Expected red: ${counted(red, 'race')} possible.

l shows the lesson.`;
      }
      case 'spoil':
        return wrap(
          `Step ${number} is not green yet, and this compares your code with the finished one. y shows it all the same.`,
        );
      case 'question':
        return `${wrap(`Before you begin step ${view.question.step.number}: ${view.question.text}`)}

p  ${choiceText('prevented')}
o  ${choiceText('possible')}`;
      case 'text':
      case 'hint':
      case 'answered':
        return view.text;
      case 'verdict':
        return this.#verdictBody(wrap);
    }
  }

  #verdictBody(wrap: (text: string) => string): string {
    // What is wider than the screen would be cut; a timeline fits, a sentence may not.
    const wrappedLines = (text: string) =>
      text
        .split('\n')
        .map((line) => (line.length > this.#terminal.width ? wrap(line) : line))
        .join('\n');
    if (this.#problem !== '') return wrap(this.#problem);
    if (!this.#result) {
      if (!this.#confirming) return '';
      return wrap(
        'Nothing fails so far. That was with the orders that matter when requests meet in the storage only. Now all others in one instance are run too, in case your code keeps something in memory: this takes a while.',
      );
    }
    const { verdict, step } = this.#result;
    if (verdict !== 'green') {
      // The command that replays it may be too long for the screen, and a key does the same.
      const text = bodyOf(this.#result).join('\n\n');
      return wrappedLines(text.replace(/^replay: .*$/m, 'r runs it again, h helps'));
    }
    const note = memoryNote(this.#result.races);
    return [
      `The finished code is in steps/${step}/src: d compares.`,
      greenNext(step).join('\n'),
      ...(note === undefined ? [] : [wrap(note)]),
      'n goes on when you want to.',
    ].join('\n\n');
  }

  #keys(): string {
    const back =
      this.#view.kind === 'verdict' || this.#view.kind === 'begin' ? 'step before' : 'back';
    const narrow = 'keys: h l d r m n b q';
    const wide = `h hint  l lesson  d diff  r replay  m map  n next  b ${back}  q quit`;
    const keys = wide.length > this.#terminal.width ? narrow : wide;
    return keys.replace(
      /(^| {2})(\w) /g,
      (_, gap: string, key: string) => `${gap}${colors.bold(key)} `,
    );
  }
}

/** `Step 06: SELECT … FOR UPDATE`, as its lesson is called. */
function titleOf({ number, folder }: CourseStep): string {
  const heading = /^# (.*)$/m.exec(readFileSync(join(folder, 'README.md'), 'utf8'))?.[1];
  const { shown } = attemptOf({ number } as CourseStep);
  return `${colors.bold(heading ?? `Step ${number}`)}  ${colors.dim(shown)}`;
}

/** The course map, as its page has it: to measure it takes minutes. */
function mapPage(): string {
  const map = mapIn(readFileSync(courseMapPage, 'utf8'));
  return `${map}\n\nThis is the table of docs/course-map.md; npx workbook map measures it anew.`;
}
