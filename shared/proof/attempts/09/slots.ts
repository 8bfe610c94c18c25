/** What attempts at step 09 have in common that give each account of an owner a slot, and let the database keep it. */
import {
  type Account,
  AccountNotEmpty,
  balanceAfterDeposit,
  balanceAfterOverdraft,
  checkAmount,
  checkOpening,
  checkTransfer,
  maxAccountsOfOwner,
  type OpenAccounts,
  TooManyAccounts,
} from '@workbook/domain';
import type pg from 'pg';
import { columns, found, RawOwnerAccounts, rowsIn } from './raw.ts';

/** The sum is kept by locks on all of an owner's accounts, in the order of their ids; the limit by a constraint. */
export class SlotAccounts extends RawOwnerAccounts implements OpenAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    // A slot that is taken at the same time is found taken the next time.
    for (let tries = 0; tries <= maxAccountsOfOwner; tries += 1) {
      const { rows } = await this.query('select slot from account where owner = $1', [owner]);
      const taken = rows.map((row) => row.slot);
      let free = 1;
      while (taken.includes(free)) free += 1;
      if (free > maxAccountsOfOwner) break;
      const [account] = await this.openIn(owner, opening, free);
      if (account) return account;
    }
    throw new TooManyAccounts(owner, maxAccountsOfOwner);
  }

  /** The account, if the slot was free. */
  protected async openIn(owner: string, opening: number, slot: number): Promise<Account[]> {
    return rowsIn(
      await this.query(
        `insert into account (owner, balance, slot) values ($1, $2, $3)
         on conflict do nothing returning ${columns}`,
        [owner, opening, slot],
      ),
    );
  }

  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.transaction(async (client) => {
      const { account } = await lockedWithAll(client, id);
      return store(client, id, balanceAfterDeposit(account, amount));
    });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.transaction(async (client) => {
      const { account, held } = await lockedWithAll(client, id);
      return store(client, id, balanceAfterOverdraft(account, held, amount));
    });
  }

  async transfer(
    from: number,
    to: number,
    amount: number,
  ): Promise<{ from: Account; to: Account }> {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.transaction(async (client) => {
      const { account, held, other } = await lockedWithAll(client, from, to);
      const left = balanceAfterOverdraft(account, held, amount);
      const right = balanceAfterDeposit(other, amount);
      return { from: await store(client, from, left), to: await store(client, to, right) };
    });
  }

  protected async closeIn(client: pg.PoolClient, id: number): Promise<void> {
    const { account } = await lockedWithAll(client, id);
    if (account.balance !== 0) throw new AccountNotEmpty(id);
    await client.query('delete from account where id = $1', [id]);
  }
}

/** Locks all accounts of the owners of both, in one order; and what the first one's owner holds. */
async function lockedWithAll(client: pg.PoolClient, id: number, second = id) {
  const rows = rowsIn(
    await client.query(
      `select ${columns} from account
       where owner in (select owner from account where id in ($1, $2))
       order by id for update`,
      [id, second],
    ),
  );
  const [account, other] = [id, second].map((one) =>
    found(
      one,
      rows.find((row) => row.id === one),
    ),
  ) as [Account, Account];
  const own = rows.filter(({ owner }) => owner === account.owner);
  return { account, other, held: own.reduce((sum, { balance }) => sum + balance, 0) };
}

async function store(client: pg.PoolClient, id: number, balance: number): Promise<Account> {
  const update = `update account set balance = $2 where id = $1 returning ${columns}`;
  return rowsIn(await client.query(update, [id, balance]))[0] as Account;
}
