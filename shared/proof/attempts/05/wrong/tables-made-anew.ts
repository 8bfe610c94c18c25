/**
 * Brings the tables to what the entities say each time that an instance starts, by the schema generator's `refresh`.
 *
 * Wrong: that drops them first, and with them every account that another instance has.
 *
 * @behaviour stores-as-before
 * @shows createSchema leaves the accounts alone, and afterwards one was answered 404
 */
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, TransactionalAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createSchema({ postgres }: Resources): Promise<void> {
  await using orm = await connect(postgres);
  await orm.schema.refresh();
}

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new TransactionalAccounts(await connect(postgres), screen);
}
