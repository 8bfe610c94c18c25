/**
 * Saves an opening again when the connection was reset under it: only that, as it changes no balance, and no lock
 * is needed for it.
 *
 * Wrong: the row may be there already, and then there are two accounts.
 *
 * @behaviour survives-a-lost-commit
 * @shows POST /accounts is done once at most when the connection breaks before its commit is answered
 */
import { type Account, type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import { connect, RowLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    try {
      return await super.open(owner, opening);
    } catch (error) {
      if (!wasReset(error)) throw error;
      return await super.open(owner, opening);
    }
  }
}

function wasReset(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: string } };
  return error instanceof Unavailable && cause?.code === 'ECONNRESET';
}
