/**
 * Speaks the standard's MERGE: the condition stands beside the change, and PostgreSQL looks at it again once it has the row.
 */
import {
  type Account,
  BalanceOutOfRange,
  checkAmount,
  checkTransfer,
  InsufficientFunds,
  maxBalance,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import type pg from 'pg';
import { columns, found, poolOf, RawAccounts, refuse, rowsIn } from '../../03/raw.ts';

export { createSchema, needs } from '../../03/raw.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

const merge = `merge into account using (select $1::int as id, $2::bigint as amount) as change
  on account.id = change.id
  when matched and account.balance + change.amount between 0 and ${maxBalance}
    then update set balance = account.balance + change.amount
  returning account.id, account.owner, account.balance`;

class Attempt extends RawAccounts {
  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return move(this.pool, id, amount).catch(refuse);
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return move(this.pool, id, -amount).catch(refuse);
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.transaction(async (client) => {
      // In the order of the ids; who pays is looked at first where both would refuse.
      if (from < to) {
        const debited = await move(client, from, -amount);
        return { from: debited, to: await move(client, to, amount) };
      }
      const credited = await move(client, to, amount);
      return { from: await move(client, from, -amount), to: credited };
    });
  }
}

async function move(client: pg.Pool | pg.PoolClient, id: number, by: number): Promise<Account> {
  const [changed] = rowsIn(await client.query(merge, [id, by]));
  if (changed) return changed;
  const select = `select ${columns} from account where id = $1`;
  found(id, rowsIn(await client.query(select, [id]))[0]);
  throw by < 0 ? new InsufficientFunds(id, -by) : new BalanceOutOfRange(id, by);
}
