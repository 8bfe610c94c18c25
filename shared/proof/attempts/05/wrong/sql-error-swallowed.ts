/**
 * Finds the next id by itself, and ignores the error of a second INSERT with the same id: somebody
 * else has just stored that row.
 *
 * Wrong: after an error that is swallowed the COMMIT is a ROLLBACK, which reports nothing: the
 * client is answered 201, and nothing is stored.
 *
 * @race two-openings
 * @shows INSERT.*23505.*COMMIT
 */
import { type Account, checkOpening, type OpenAccounts, type Resources } from '@workbook/domain';
import { connect, TransactionalAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends TransactionalAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    return this.transaction(async (em) => {
      const next = 'select coalesce(max(id), 0) + 1 as id from account';
      const [{ id }] = await em.execute<[{ id: number }]>(next);
      const insert = 'insert into account (id, owner, balance) values (?, ?, ?)';
      await em.execute(insert, [id, owner, opening]).catch(() => {});
      return { id, owner, balance: opening };
    });
  }
}
