/**
 * Counts ids in memory, and begins with the largest one in the table. It saves a round trip.
 *
 * Wrong: a restart forgets an id whose account was closed, and gives it out again.
 *
 * @race crash-between-close-and-open
 * @shows given the id 2, which is taken.*DELETE account 2.*COMMIT ✗ crash
 */
import { type Account, checkOpening, type OpenAccounts, type Resources } from '@workbook/domain';
import { AccountRow, accountOf, connect, DatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends DatabaseAccounts {
  #nextId: Promise<number> | undefined;

  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    this.#nextId = (this.#nextId ?? this.#maximum()).then((id) => id + 1);
    const id = await this.#nextId;
    return this.query(async (em) => {
      const row = em.create(AccountRow, { id, owner, balance: opening });
      await em.flush();
      return accountOf(row);
    });
  }

  async #maximum(): Promise<number> {
    return Math.max(0, ...(await this.list()).map(({ id }) => id));
  }
}
