/**
 * Tries again when the connection breaks, too: a proxy in front of the database closes connections now and then, and
 * a second try always helps.
 *
 * Wrong: the connection may break between the COMMIT and its answer; the version that the second try reads is then
 * that of the first, and fits.
 *
 * @behaviour survives-a-lost-commit
 * @shows deposits is done once at most when the connection breaks before its commit is answered
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import { connect, maxTries, OptimisticAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OptimisticAccounts {
  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await super.transaction(work);
      } catch (error) {
        if (!hasBroken(error) || tries === maxTries) throw error;
      }
    }
  }
}

function hasBroken(error: unknown): boolean {
  if (!(error instanceof Unavailable)) return false;
  return /connection terminated|ECONNRESET|EPIPE/i.test(String(error.cause));
}
