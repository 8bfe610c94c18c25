import { availableParallelism } from 'node:os';
import type { CourseStep } from '@workbook/course';
import { numberInEnvironment, type Services, startServices } from '@workbook/services';

/** More judges than this gain little: they share one server. */
const most = 2;

/** Each is a process of some hundred megabytes: more than this are a slip of the finger. */
const mostAsked = 64;

/**
 * How many races are judged side by side: as many as WORKBOOK_JUDGES says, else one for each
 * processor, up to two. Throws `ScriptError` when WORKBOOK_JUDGES is no such number.
 */
export function judgesSideBySide(): number {
  const asked = numberInEnvironment('WORKBOOK_JUDGES', { least: 1, most: mostAsked });
  return asked ?? Math.min(most, availableParallelism());
}

/** Starts the servers that the finished code of these steps needs. Throws `ServiceUnavailable`. */
export function startServicesFor(steps: readonly CourseStep[]): Promise<Services> {
  const needs = new Set(steps.flatMap((step) => step.needs));
  return startServices({
    postgres: needs.has('postgres'),
    redis: needs.has('redis'),
    toJudge: true,
  });
}
