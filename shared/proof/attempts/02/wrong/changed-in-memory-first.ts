/**
 * Keeps the accounts in memory, changes them there, and writes the file under the lock. When the
 * transfer throws, the file is not written.
 *
 * Wrong: what has been changed before the throw stays in memory, and the next change writes it.
 *
 * @race transfer-to-nobody
 * @shows the account holds 70.*404 unknown_account
 */

import { join } from 'node:path';
import {
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkTransfer,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { accountIn, type Contents, FiledAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(join(dataFolder, 'accounts.json'), screen);
}

class Attempt extends FiledAccounts {
  #contents: Contents | undefined;

  protected override async read(): Promise<Contents> {
    this.#contents ??= await super.read();
    return this.#contents;
  }

  override async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.change((contents) => {
      const debited = accountIn(contents, from);
      debited.balance = balanceAfterWithdrawal(debited, amount);
      const credited = accountIn(contents, to);
      credited.balance = balanceAfterDeposit(credited, amount);
      return { from: { ...debited }, to: { ...credited } };
    });
  }
}
