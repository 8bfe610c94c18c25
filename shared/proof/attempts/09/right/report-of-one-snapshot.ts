/**
 * Adds up in two statements, which see one moment: a REPEATABLE READ transaction has one snapshot. All
 * else is as it is in the finished code.
 */
import { IsolationLevel } from '@mikro-orm/postgresql';
import type { OpenAccounts, OwnerReport, Resources } from '@workbook/domain';
import { AccountRow, connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  override async report(owner: string): Promise<OwnerReport> {
    const isolationLevel = IsolationLevel.REPEATABLE_READ;
    return this.query((em) =>
      em.transactional(
        async (em) => {
          const accounts = await em.count(AccountRow, { owner });
          const [sum] = await em.execute<{ total: string }[]>(
            'select coalesce(sum(balance), 0) as total from account where owner = ?',
            [owner],
          );
          return { owner, accounts, total: Number(sum?.total) };
        },
        { isolationLevel },
      ),
    );
  }
}
