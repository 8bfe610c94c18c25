import { type Exchange, succeeded } from './history.ts';
import { has, type Rules } from './rules.ts';

/**
 * The requests without those that ask once more for what another one with their key has asked for, where
 * such requests count once: of several that were done, or may have been, one stays.
 */
export function countedOnce(
  exchanges: readonly Exchange[],
  rules: Rules = [],
): readonly Exchange[] {
  if (!has(rules, 'keys-count-once')) return exchanges;
  return exchanges.filter((one, i) => {
    if (one.key === undefined || weightOf(one) === 0) return true;
    const before = (other: Exchange, j: number) =>
      weightOf(other) > weightOf(one) || (weightOf(other) === weightOf(one) && j < i);
    return !exchanges.some(
      (other, j) => other !== one && isSameRequest(one, other) && before(other, j),
    );
  });
}

/** How sure it is that something has come of a request. */
function weightOf({ answer }: Exchange): number {
  if (!answer) return 1;
  return succeeded(answer) ? 2 : 0;
}

function isSameRequest(one: Exchange, other: Exchange): boolean {
  return one.key === other.key && JSON.stringify(one.call) === JSON.stringify(other.call);
}
