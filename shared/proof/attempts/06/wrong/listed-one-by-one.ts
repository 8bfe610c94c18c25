/**
 * Lists the accounts by their ids, and reads each of them by itself, so that the list says the same as `find`.
 *
 * Wrong: a transfer comes between two of the reads, and its money is in both accounts, or in none.
 *
 * @race list-during-a-transfer
 * @shows no one-at-a-time order of the requests explains the answers
 */
import type { Account, OpenAccounts, Resources } from '@workbook/domain';
import { connect, RowLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  override async list(): Promise<Account[]> {
    const accounts: Account[] = [];
    for (const { id } of await super.list()) accounts.push(await this.find(id));
    return accounts;
  }
}
