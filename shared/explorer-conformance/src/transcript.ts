import type { Answer } from './ask.ts';
import type { Heard } from './heard.ts';
import { LeftOut } from './left-out.ts';
import type { PermutationStep } from './spec.ts';
import { formatTable } from './table.ts';

/** A place in a permutation, and what became of it in the run. */
export interface Launched extends PermutationStep {
  /** The run's turn in which it was sent, and the one in which the server completed it. */
  readonly at: number;
  readonly doneAt: number;
  /** Whether it closed a circle of waits. */
  readonly closedCircle: boolean;
  /** What it was answered. */
  readonly answer: () => Answer;
}

/**
 * Writes a finished run as `isolationtester` reports one while it goes on: a step that waits, or
 * whose marker holds it back, is "waiting"; each time that a step was sent, those that wait are
 * looked at again, in the order in which they began to wait. What was `heard` and is told is taken out.
 */
export function transcribe(
  steps: readonly Launched[],
  heard: readonly Heard[][],
  sessionNames: readonly string[],
): string {
  return new Transcript(heard, sessionNames).of(steps);
}

class Transcript {
  readonly #heard: readonly Heard[][];
  readonly #sessionNames: readonly string[];
  /** The step of each session that was sent and is not reported as complete. */
  readonly #active = new Map<number, Launched>();
  #waiting: Launched[] = [];
  /** Notices that each session was seen to get. */
  readonly #notices: number[];
  readonly #wantedNotices = new Map<Launched, number>();
  /**
   * The run's turn that closed a circle of waits. PostgreSQL breaks the circle after a while, and
   * the tester goes on meanwhile: what came of it shows when the tester needs one of these
   * sessions.
   */
  #circleAt: number | undefined;
  #now = -1;
  #text = '';

  constructor(heard: readonly Heard[][], sessionNames: readonly string[]) {
    this.#heard = heard;
    this.#sessionNames = sessionNames;
    this.#notices = heard.map(() => 0);
  }

  of(steps: readonly Launched[]): string {
    for (const step of steps) this.#send(step);
    this.#lookAtWaiting(true);
    if (this.#waiting.length > 0) throw new LeftOut('its markers hold each other back');
    return this.#text;
  }

  #send(step: Launched): void {
    const { session } = step.step;
    this.#makeFree(step);
    this.#now = step.at;
    this.#active.set(session, step);
    if (step.closedCircle) this.#circleAt = step.at;
    for (const marker of step.markers) {
      if (marker.kind !== 'notices') continue;
      this.#wantedNotices.set(step, marker.count + (this.#notices[marker.step.session] ?? 0));
    }
    const waits = this.#waits(step, { again: false, patient: false });
    this.#lookAtWaiting(false);
    if (waits) this.#waiting.push(step);
  }

  /**
   * Waits for a session whose last step is not reported yet. What a step does to another
   * one by pg_cancel_backend() may have shown only when the next step was under way.
   */
  #makeFree({ step: { session }, at }: Launched): void {
    for (;;) {
      const busy = this.#active.get(session);
      if (!busy) return;
      const before = this.#text;
      if (!this.#waits(busy, { again: true, patient: true }))
        this.#waiting = this.#waiting.filter((step) => step !== busy);
      this.#lookAtWaiting(false);
      if (!this.#active.has(session) || this.#text !== before) continue;
      if (this.#now >= at)
        throw new LeftOut('a marker holds back a step that its own session needs');
      this.#now = at;
    }
  }

  /** A report may lift a marker of a step that was looked at before: then all are looked at again. */
  #lookAtWaiting(patient: boolean): void {
    for (let before = ''; before !== this.#text; ) {
      before = this.#text;
      this.#waiting = this.#waiting.filter((step) => this.#waits(step, { again: true, patient }));
      if (!this.#waiting.some(({ markers }) => markers.length > 0)) return;
    }
  }

  /** Looks at one step that was sent; whether it still counts as waiting. */
  #waits(step: Launched, { again, patient }: { again: boolean; patient: boolean }): boolean {
    const { name, sql, session } = step.step;
    const once = !again && step.markers.some(({ kind }) => kind === 'once');
    if (!once) this.#showNotices(session);
    if (once || !this.#isDone(step, patient) || this.#isHeldBack(step)) {
      if (!again) this.#text += `step ${name}: ${sql} <waiting ...>\n`;
      return true;
    }
    this.#text += again ? `step ${name}: <... completed>\n` : `step ${name}: ${sql}\n`;
    const { tables, error } = step.answer();
    this.#text += tables.map(formatTable).join('');
    if (error) this.#text += `${error}\n`;
    this.#showHeard(session, 'notification');
    this.#active.delete(session);
    return false;
  }

  #isDone({ doneAt }: Launched, patient: boolean): boolean {
    if (doneAt > this.#now) return false;
    if (doneAt !== this.#circleAt) return true;
    if (patient) this.#circleAt = undefined;
    return patient;
  }

  #isHeldBack(step: Launched): boolean {
    return step.markers.some((marker) => {
      if (marker.kind === 'once') return false;
      const { session } = marker.step;
      if (marker.kind === 'step') return this.#active.get(session)?.step === marker.step;
      return (this.#notices[session] ?? 0) < (this.#wantedNotices.get(step) ?? 0);
    });
  }

  #showNotices(session: number): void {
    this.#notices[session] = (this.#notices[session] ?? 0) + this.#showHeard(session, 'notice');
  }

  #showHeard(session: number, kind: Heard['kind']): number {
    const heard = this.#heard[session] ?? [];
    const now = heard.filter((one) => one.kind === kind && one.at <= this.#now);
    for (const one of now) {
      heard.splice(heard.indexOf(one), 1);
      this.#text += `${this.#sessionNames[session]}: ${one.text}\n`;
    }
    return now.length;
  }
}
