import { lastCallOf, openTransactionOf, remembersCalls } from '@workbook/explorer';
import { type Named, placeOfFunction } from './function-place.ts';
import { placeIn } from './stack.ts';

/** ` (begun at accounts.ts:7)`: where in `folder` a client has begun its open transaction; empty where that is not known. */
export function placeOfBegin(client: string, folder: string): string {
  return placed('begun at', openTransactionOf(client), folder);
}

/**
 * ` (last seen at accounts.ts:7)`: where in `folder` a client has asked for its last operation. Of one
 * that has not asked for any, only the method that it has called is known: `called`. Empty where
 * nothing is known.
 */
export function placeLastSeen(client: string, folder: string, called?: Called): string {
  const seen = placed('last seen at', lastCallOf(client), folder);
  if (seen !== '' || !remembersCalls() || !called) return seen;
  return placed(`somewhere in ${called.name}, at`, placeOfFunction(called.method), folder);
}

/** A method of the code under test, by the name that it is called by. */
export interface Called {
  readonly name: string;
  readonly method: Named;
}

/** ` (begun at accounts.ts:7)`: the innermost line of a stack that is in the code under test. */
function placed(what: string, stack: string | undefined, folder: string): string {
  const place = stack && placeIn(stack, folder);
  return place ? ` (${what} ${place})` : '';
}
