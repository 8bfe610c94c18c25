/**
 * Takes the query builder that the ORM brings with it, and leaves its entities alone.
 */
import {
  type Account,
  AccountNotEmpty,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  checkOpening,
  checkTransfer,
  type OpenAccounts,
  type Resources,
  UnknownAccount,
} from '@workbook/domain';
import { connect, DatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

interface Tables {
  account: { id: number; owner: string; balance: string };
}

class Attempt extends DatabaseAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    return this.query(async (em) => {
      const insert = em.getKysely<Tables>().insertInto('account');
      const row = { owner, balance: String(opening) } as Tables['account'];
      return accountOf(await insert.values(row).returningAll().executeTakeFirstOrThrow());
    });
  }

  override async find(id: number): Promise<Account> {
    return this.query(async (em) => {
      const select = em.getKysely<Tables>().selectFrom('account').selectAll();
      const row = await select.where('id', '=', id).executeTakeFirst();
      if (!row) throw new UnknownAccount(id);
      return accountOf(row);
    });
  }

  override async list(): Promise<Account[]> {
    return this.query(async (em) => {
      const rows = await em
        .getKysely<Tables>()
        .selectFrom('account')
        .selectAll()
        .orderBy('id')
        .execute();
      return rows.map(accountOf);
    });
  }

  override async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.#store(id, balanceAfterDeposit(await this.find(id), amount));
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.#store(id, balanceAfterWithdrawal(await this.find(id), amount));
  }

  override async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    const left = balanceAfterWithdrawal(await this.find(from), amount);
    const right = balanceAfterDeposit(await this.find(to), amount);
    return { from: await this.#store(from, left), to: await this.#store(to, right) };
  }

  override async close(id: number): Promise<void> {
    const { balance } = await this.find(id);
    if (balance > 0) throw new AccountNotEmpty(id);
    await this.query((em) =>
      em.getKysely<Tables>().deleteFrom('account').where('id', '=', id).execute(),
    );
  }

  async #store(id: number, balance: number): Promise<Account> {
    return this.query(async (em) => {
      const update = em
        .getKysely<Tables>()
        .updateTable('account')
        .set({ balance: String(balance) });
      const row = await update.where('id', '=', id).returningAll().executeTakeFirst();
      if (!row) throw new UnknownAccount(id);
      return accountOf(row);
    });
  }
}

function accountOf({ id, owner, balance }: Tables['account']): Account {
  return { id, owner, balance: Number(balance) };
}
