/**
 * Locks both accounts of a transfer in the order of their owners' names, which seems as good as that of the ids.
 *
 * Wrong: two accounts of one owner have no order by that, so crossed transfers between them wait for each
 * other in a circle.
 *
 * @race crossed-transfers
 * @shows deadlock: [AB] is cancelled
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type OpenAccounts, type Resources, UnknownAccount } from '@workbook/domain';
import { AccountRow, connect, RowLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  protected override async lockedPair(em: EntityManager, from: number, to: number) {
    const [debited, credited] = [await ownerOf(em, from), await ownerOf(em, to)];
    if (debited > credited) {
      const row = await this.lockedRow(em, to);
      return [await this.lockedRow(em, from), row] as const;
    }
    return [await this.lockedRow(em, from), await this.lockedRow(em, to)] as const;
  }
}

/** Read without the entity manager's memory, which the lock would then not refresh. */
async function ownerOf(em: EntityManager, id: number): Promise<string> {
  const row = await em.fork().findOne(AccountRow, id, { fields: ['owner'] });
  if (!row) throw new UnknownAccount(id);
  return row.owner;
}
