import type { CourseStep } from '@workbook/course';
import type { StepDesk } from '../desk/step-desk.ts';
import type { WebFace } from '../web/face.ts';

/** The pages that the loop serves once they are asked for, from one step to the next. */
export class LoopPages implements AsyncDisposable {
  readonly #course: readonly CourseStep[];
  readonly #opened = new AsyncDisposableStack();
  #face: Promise<WebFace> | undefined;
  #desk: StepDesk | undefined;
  #goTo: (step: CourseStep) => void = () => {};

  constructor(course: readonly CourseStep[]) {
    this.#course = course;
  }

  /** Shows this step from here on; `goTo` takes the learner to another one. */
  attend(desk: StepDesk, goTo: (step: CourseStep) => void): void {
    this.#desk = desk;
    this.#goTo = goTo;
    this.#face?.then((face) => face.attend(desk)).catch(() => {});
  }

  /** Opens the pages, if they are not open yet, and returns the address to begin with. Throws `UsageError`. */
  async address(): Promise<string> {
    this.#face ??= this.#open();
    return (await this.#face).address;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#face?.catch(() => {});
    await this.#opened.disposeAsync();
  }

  async #open(): Promise<WebFace> {
    if (!this.#desk) throw new TypeError('the pages have no step to show');
    const [{ openWebFace }, { announce }] = await Promise.all([
      import('../web/face.ts'),
      import('../web/where.ts'),
    ]);
    const face = await openWebFace({
      course: this.#course,
      desk: this.#desk,
      goTo: (step) => this.#goTo(step),
    });
    this.#opened.use(face);
    this.#opened.use(announce(face));
    face.attend(this.#desk);
    return face;
  }
}
