/** Reads all accounts that were asked for in one tick by one statement, as a data loader does. It is sent after that. */
import { type Account, type OpenAccounts, type Resources, UnknownAccount } from '@workbook/domain';
import { AccountRow, accountOf, connect, DatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

interface Batch {
  readonly ids: Set<number>;
  readonly accounts: Promise<ReadonlyMap<number, Account>>;
}

class Attempt extends DatabaseAccounts {
  #batch: Batch | undefined;

  override async find(id: number): Promise<Account> {
    this.#batch ??= this.#begin();
    const { ids, accounts } = this.#batch;
    ids.add(id);
    const account = (await accounts).get(id);
    if (!account) throw new UnknownAccount(id);
    return account;
  }

  #begin(): Batch {
    const ids = new Set<number>();
    const read = async () => {
      await Promise.resolve();
      this.#batch = undefined;
      const rows = await this.query((em) => em.find(AccountRow, { id: { $in: [...ids] } }));
      return new Map(rows.map((row) => [row.id, accountOf(row)]));
    };
    return { ids, accounts: read() };
  }
}
