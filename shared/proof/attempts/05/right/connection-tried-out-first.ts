/**
 * Asks each connection that comes from the pool whether it still works, and throws it away where it does not.
 */
import type { OpenAccounts, Resources } from '@workbook/domain';
import type pg from 'pg';
import { poolOf, RawLockedAccounts, refuse } from '../../06/raw-locked.ts';

export { createSchema, needs } from '../../06/raw-locked.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

class Attempt extends RawLockedAccounts {
  protected override async transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#soundClient().catch(refuse);
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      client.release();
      return result;
    } catch (error) {
      const broken = await client.query('rollback').catch((reason: Error) => reason);
      client.release(broken instanceof Error);
      return refuse(error);
    }
  }

  async #soundClient(): Promise<pg.PoolClient> {
    const client = await this.pool.connect();
    try {
      await client.query('select 1');
      return client;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }
}
