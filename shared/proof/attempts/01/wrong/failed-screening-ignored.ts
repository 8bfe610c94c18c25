/**
 * Thinks that a screening which does not answer must not keep customers from their money.
 *
 * Wrong: a request whose screening fails is to be refused, and is done.
 *
 * @race failed-screening
 * @shows 200 ann 70
 */
import { type OpenAccounts, type Resources } from '@workbook/domain';
import { ListedAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ screen }: Resources): Promise<OpenAccounts> {
  return new ListedAccounts((request) => screen(request).catch(() => {}));
}
