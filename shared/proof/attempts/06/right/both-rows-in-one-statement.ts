/**
 * Locks all rows of a change with one SELECT, which takes them in the order of the ids.
 */
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { type OpenAccounts, type Resources, UnknownAccount } from '@workbook/domain';
import { AccountRow, connect, RowLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  protected override async lockedRow(em: EntityManager, id: number): Promise<AccountRow> {
    const [row] = await this.#lockedRows(em, [id]);
    if (!row) throw new UnknownAccount(id);
    return row;
  }

  protected override async lockedPair(em: EntityManager, from: number, to: number) {
    const rows = await this.#lockedRows(em, [from, to]);
    const rowOfId = (id: number) => {
      const row = rows.find((one) => one.id === id);
      if (!row) throw new UnknownAccount(id);
      return row;
    };
    return [rowOfId(from), rowOfId(to)] as const;
  }

  async #lockedRows(em: EntityManager, ids: number[]): Promise<AccountRow[]> {
    const lockMode = LockMode.PESSIMISTIC_WRITE;
    return em.find(AccountRow, { id: { $in: ids } }, { orderBy: { id: 'asc' }, lockMode });
  }
}
