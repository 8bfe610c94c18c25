/**
 * Looks for the key, and inserts it where it is not there: at SERIALIZABLE the second of two that look is given up, and
 * finds it when it begins again.
 */
import { DriverException, type EntityManager, IsolationLevel } from '@mikro-orm/postgresql';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';
import { RequestRow } from '../requests.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

const maxTries = 10;

class Attempt extends KeyedDatabaseAccounts {
  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const isolationLevel = IsolationLevel.SERIALIZABLE;
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.query((em) => em.transactional(work, { isolationLevel }));
      } catch (error) {
        const cause = error instanceof Unavailable ? error.cause : error;
        const { code = '' } = cause as { code?: string };
        const isGivenUp =
          /^40/.test(code) || (cause instanceof DriverException && code === '23505');
        if (!isGivenUp || tries === maxTries) throw error;
      }
    }
  }

  protected override async claim(em: EntityManager, key: string, asked: string): Promise<boolean> {
    const now = new Date();
    const known = await em.findOne(RequestRow, key, { disableIdentityMap: true });
    if (known && known.expiresAt > now) return false;
    if (known) await em.nativeDelete(RequestRow, { key });
    await em.insert(RequestRow, {
      key,
      asked,
      expiresAt: new Date(now.getTime() + this.keysLastMs),
    });
    return true;
  }
}
