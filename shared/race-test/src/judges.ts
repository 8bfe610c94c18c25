import { availableParallelism } from 'node:os';

/** More judges than this gain little: they share one server. */
const most = 2;

/**
 * How many races are judged side by side: as many as WORKBOOK_JUDGES says, else one for each
 * processor, up to two.
 */
export function judgesSideBySide(): number {
  return Number(process.env.WORKBOOK_JUDGES) || Math.min(most, availableParallelism());
}
