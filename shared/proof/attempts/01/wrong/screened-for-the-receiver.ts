/**
 * Turns `account` and `to` round in the question to the screening: "whose money it becomes" is what should be looked at.
 *
 * Wrong: the receiver is screened, and not the account that pays.
 *
 * @race transfers-alone
 * @shows the screening was asked about a transfer of 30 from bob to ann
 */
import type { OpenAccounts, Resources } from '@workbook/domain';
import { ListedAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ screen }: Resources): Promise<OpenAccounts> {
  return new ListedAccounts(async (request) =>
    request.kind === 'transfer'
      ? screen({ ...request, account: request.to, to: request.account })
      : screen(request),
  );
}
