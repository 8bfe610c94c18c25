/**
 * Takes advisory locks of the session before it begins, and gives them back behind the commit, on one connection.
 */
import type { Account, OpenAccounts, Resources } from '@workbook/domain';
import type pg from 'pg';
import { columns, found, rowsIn } from '../../03/raw.ts';
import { poolOf, RawLockedAccounts, refuse } from '../../06/raw-locked.ts';

export { createSchema, needs } from '../../06/raw-locked.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

class Attempt extends RawLockedAccounts {
  protected override async change<T>(
    ids: readonly number[],
    work: (client: pg.PoolClient) => Promise<T>,
  ): Promise<T> {
    const client = await this.pool.connect().catch(refuse);
    try {
      for (const id of ids.toSorted((a, b) => a - b))
        await client.query('select pg_advisory_lock(5, $1)', [id]);
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      return refuse(error);
    } finally {
      const broken = await cleanUp(client).catch((reason: Error) => reason);
      client.release(broken instanceof Error);
    }
  }

  protected override async read(client: pg.PoolClient, id: number): Promise<Account> {
    const select = `select ${columns} from account where id = $1`;
    return found(id, rowsIn(await client.query(select, [id]))[0]);
  }
}

async function cleanUp(client: pg.PoolClient): Promise<void> {
  // After a commit there is nothing to roll back, and PostgreSQL only warns.
  await client.query('rollback');
  await client.query('select pg_advisory_unlock_all()');
}
