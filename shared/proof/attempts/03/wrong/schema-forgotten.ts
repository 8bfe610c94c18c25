/**
 * Has created the table by hand, in a terminal, and does not export createSchema: on this machine
 * everything works.
 *
 * Wrong: in an empty database there is no table.
 *
 * @race two-openings
 * @shows account.*(does not exist|500)
 * @failure set-up-failed
 */
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, DatabaseAccounts } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

export { needs } from '../base.ts';

class Attempt extends DatabaseAccounts {}
