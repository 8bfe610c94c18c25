import type { CourseStep } from '@workbook/course';
import type { Workshop } from '../judging/workshop.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Change, LoopState } from './state.ts';

/** Where an action is asked for. */
export interface Asked {
  readonly course: readonly CourseStep[];
  readonly step: CourseStep;
  readonly state: LoopState;
  /** Absent while the servers still start. */
  readonly workshop: Workshop | undefined;
  /** Of the terminal, in characters. */
  readonly width: number;
  /** Shows a change at once, before the action has ended. */
  readonly show: (change: Change) => void;
  /** Judges the attempt once more. */
  readonly again: () => Change;
  /** Leaves the terminal to something else until that has ended. */
  readonly visit: (work: (terminal: Terminal) => Promise<void>) => Promise<void>;
  /** Opens the pages in which the same is shown, and returns their address. */
  readonly web: () => Promise<string>;
  /** Gives the terminal to another program while it works. */
  readonly lend: Terminal['lend'];
}
