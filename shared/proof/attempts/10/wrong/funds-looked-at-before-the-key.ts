/**
 * Refuses a transfer at once where there is too little, without a transaction.
 *
 * Wrong: a transfer that was carried out and comes again is refused when it has left too little for another one.
 *
 * @race requests-that-look-alike-alone
 * @shows it should be the first answer again
 */
import {
  balanceAfterOverdraft,
  checkTransfer,
  type OpenAccounts,
  type RequestKey,
  type Resources,
} from '@workbook/domain';
import { AccountRow, connect, heldBy, KeyedDatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends KeyedDatabaseAccounts {
  override async transfer(from: number, to: number, amount: number, key?: RequestKey) {
    checkTransfer(from, to, amount);
    await this.query(async (em) => {
      const payer = await em.findOne(AccountRow, from);
      const payee = await em.findOne(AccountRow, to);
      // Who is not there is for the transaction to tell.
      if (payer && payee) balanceAfterOverdraft(payer, await heldBy(em, payer.owner), amount);
    });
    return super.transfer(from, to, amount, key);
  }
}
