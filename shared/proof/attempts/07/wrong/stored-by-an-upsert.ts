/**
 * Stores every row by an upsert, whose ON CONFLICT compares the version: one statement for new and for old.
 *
 * Wrong: a row that was closed meanwhile meets no conflict, and is inserted again.
 *
 * @race close-and-deposit-two-instances
 * @shows INSERT
 */
import {
  balanceAfterDeposit,
  Conflict,
  checkAmount,
  type OpenAccounts,
  type Resources,
  type VersionedAccount,
} from '@workbook/domain';
import { connect, OptimisticAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OptimisticAccounts {
  override async deposit(id: number, amount: number, expected?: number): Promise<VersionedAccount> {
    checkAmount(amount);
    for (let tries = 0; tries < 5; tries += 1) {
      const stored = await this.query(async (em) => {
        const { owner, balance, version } = await this.row(em, id, expected);
        const after = balanceAfterDeposit({ id, owner, balance }, amount);
        const [row] = await em.execute<{ version: number }[]>(
          `insert into account (id, owner, balance, version) values (?, ?, ?, ?)
           on conflict (id) do update
             set balance = excluded.balance, version = excluded.version
             where account.version = ?
           returning version`,
          [id, owner, after, version + 1, version],
        );
        return row && { id, owner, balance: after, version: row.version };
      });
      if (stored) return stored;
    }
    throw new Conflict();
  }
}
