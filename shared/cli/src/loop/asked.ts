import type { CourseStep } from '@workbook/course';
import type { Workshop } from '../judging/workshop.ts';
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
}
