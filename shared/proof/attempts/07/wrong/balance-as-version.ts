/**
 * Derives the version of the request from the balance: it changes with every change, so no column
 * is needed.
 *
 * Wrong: when the account has changed and changed back, an edit of the old state is carried out.
 *
 * @race edit-after-there-and-back-two-instances
 * @shows deposit 50 to ann if unchanged.*200 ann 150
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import {
  type OpenAccounts,
  type Resources,
  type VersionedAccount,
  VersionMismatch,
} from '@workbook/domain';
import { connect, OptimisticAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OptimisticAccounts {
  override async find(id: number): Promise<VersionedAccount> {
    const account = await super.find(id);
    return { ...account, version: account.balance };
  }

  protected override async row(em: EntityManager, id: number, expectedVersion?: number) {
    const row = await rowOf(em, id);
    if (expectedVersion !== undefined && row.balance !== expectedVersion)
      throw new VersionMismatch(id, expectedVersion);
    return row;
  }
}
