import { availableParallelism } from 'node:os';
import type { CourseStep } from '@workbook/course';
import { type Services, startServices } from '@workbook/services';

/** More judges than this gain little: they share one server. */
const most = 2;

/**
 * How many races are judged side by side: as many as WORKBOOK_JUDGES says, else one for each
 * processor, up to two.
 */
export function judgesSideBySide(): number {
  return Number(process.env.WORKBOOK_JUDGES) || Math.min(most, availableParallelism());
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
