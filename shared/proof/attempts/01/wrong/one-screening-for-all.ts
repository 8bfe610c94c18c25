/**
 * Lets requests that come while one is screened wait for its answer in place of asking again: the call is slow, and
 * the other company bills each of them.
 *
 * Wrong: the answer was given to another amount.
 *
 * @race three-withdrawals
 * @shows "withdraw \d+ from ann" was done, and another request was screened in its place
 */
import type { OpenAccounts, Resources } from '@workbook/domain';
import { ListedAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ screen }: Resources): Promise<OpenAccounts> {
  let running: Promise<void> | undefined;
  return new ListedAccounts((request) => {
    running ??= screen(request).finally(() => {
      running = undefined;
    });
    return running;
  });
}
