import type { CourseStep } from './course-step.ts';
import { exportsOf } from './exports-of.ts';

/**
 * What several sessions of the database are told, one statement after the other: for what a lesson shows
 * of the database itself, without any service. A step lists its own in `test/sessions.ts`.
 */
export interface Sessions {
  /** `one-query-two-plans`: what lessons call it. */
  readonly id: string;
  /** What there is before, in SQL, in an empty database. */
  readonly before: string;
  readonly statements: readonly SessionStatement[];
}

/** One statement. It is sent when all before it are answered, or wait for a session that has nothing to do. */
export interface SessionStatement {
  /** A single capital letter. */
  readonly session: string;
  readonly sql: string;
  /** Whether the plan is shown by which the database carries it out. */
  readonly explain?: boolean;
}

/** What a step's lesson can show of the database itself; empty when it shows nothing. */
export async function loadSessions(step: CourseStep): Promise<readonly Sessions[]> {
  const { sessions = [] } = await exportsOf<{ sessions: readonly Sessions[] }>(step, 'sessions.ts');
  return sessions;
}
