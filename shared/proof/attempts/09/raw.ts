/** What attempts at step 09 have in common that speak SQL through `pg`, without an ORM. */
import type { Account, OwnerReport, ReportingAccounts } from '@workbook/domain';
import type pg from 'pg';
import { columns, RawAccounts, rowsIn } from '../03/raw.ts';

export * from '../03/raw.ts';

export abstract class RawOwnerAccounts extends RawAccounts implements ReportingAccounts {
  async report(owner: string): Promise<OwnerReport> {
    const { rows } = await this.query(
      'select count(*) as accounts, coalesce(sum(balance), 0) as total from account where owner = $1',
      [owner],
    );
    return { owner, accounts: Number(rows[0]?.accounts), total: Number(rows[0]?.total) };
  }

  override async close(id: number): Promise<void> {
    return this.transaction((client) => this.closeIn(client, id));
  }

  protected abstract closeIn(client: pg.PoolClient, id: number): Promise<void>;
}

/** Adds to an account, or takes from it where the amount is below zero; undefined where there is none. */
export async function add(
  client: pg.PoolClient,
  id: number,
  amount: number,
): Promise<Account | undefined> {
  const update = `update account set balance = balance + $2 where id = $1 returning ${columns}`;
  return rowsIn(await client.query(update, [id, amount]))[0];
}
