/**
 * Builds the transfer from withdraw and deposit, which are both safe, and tries the whole again
 * when one of them comes too late.
 *
 * Wrong: the try that fails at the deposit has already withdrawn, and the next one withdraws again.
 *
 * @race transfer-and-deposit-two-instances
 * @shows balance = 70.* WHERE id = 1 AND version = 1.*→ no row.*balance = 40.* WHERE id = 1 AND version = 2
 */
import { OptimisticLockError } from '@mikro-orm/postgresql';
import {
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  Conflict,
  checkTransfer,
  type OpenAccounts,
  type Resources,
  type VersionedAccount,
} from '@workbook/domain';
import { AccountRow, accountOf, connect, maxTries, OptimisticAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OptimisticAccounts {
  override async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    await this.find(to);
    for (let tries = 1; ; tries += 1) {
      try {
        const debited = await this.#once(from, (row) => balanceAfterWithdrawal(row, amount));
        const credited = await this.#once(to, (row) => balanceAfterDeposit(row, amount));
        return { from: debited, to: credited };
      } catch (error) {
        if (!(error instanceof OptimisticLockError)) throw error;
        if (tries === maxTries) throw new Conflict(undefined, { cause: error });
      }
    }
  }

  async #once(id: number, balanceAfter: (row: AccountRow) => number): Promise<VersionedAccount> {
    return this.query((em) =>
      em.transactional(async (tx) => {
        const row = await this.row(tx, id);
        row.balance = balanceAfter(row);
        await tx.flush();
        return accountOf(row);
      }),
    );
  }
}
