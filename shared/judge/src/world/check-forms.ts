import { firstMisshapen } from '../verdict/contract.ts';
import { type Exchange, someOverlap } from '../verdict/history.ts';
import { SetUpFailed } from './set-up-failed.ts';

/** An answer of a wrong form that no other client can have had a part in is not a race. */
export function checkForms(exchanges: readonly Exchange[]): void {
  const wrong = firstMisshapen(exchanges);
  if (!wrong || someOverlap(exchanges)) return;
  throw new SetUpFailed(
    `where no two requests overlap, the answer to "${wrong.exchange.label}" should have ${wrong.says}`,
  );
}
