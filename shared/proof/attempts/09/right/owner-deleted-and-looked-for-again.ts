/**
 * Deletes the owner's row with the last account. An opening that finds no row once it has waited begins again, and
 * creates a new one.
 */
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { AccountNotEmpty, type OpenAccounts, type Resources } from '@workbook/domain';
import { AccountRow, connect, OwnerLockedAccounts, OwnerRow } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  override async close(id: number): Promise<void> {
    return this.transaction(async (em) => {
      const row = await this.lockedRow(em, id);
      if (row.balance !== 0) throw new AccountNotEmpty(id);
      const { owner: name } = row;
      await em.remove(row).flush();
      if ((await em.count(AccountRow, { owner: name })) === 0)
        await em.nativeDelete(OwnerRow, { name });
    });
  }

  protected override async lockNewOwner(em: EntityManager, name: string): Promise<void> {
    const lockMode = LockMode.PESSIMISTIC_WRITE;
    do await em.execute('insert into owner (name) values (?) on conflict do nothing', [name]);
    while (!(await em.findOne(OwnerRow, name, { lockMode, disableIdentityMap: true })));
  }
}
