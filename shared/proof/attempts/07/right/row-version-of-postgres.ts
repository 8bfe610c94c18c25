/**
 * Has no column for the version: PostgreSQL marks each row with the transaction that has written it,
 * and `xmin` is that mark.
 */
import type { OpenAccounts, Resources } from '@workbook/domain';
import { poolOf, RawVersionedAccounts } from '../raw-versioned.ts';

export { createSchema } from '../../03/raw.ts';
export { needs } from '../raw-versioned.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

class Attempt extends RawVersionedAccounts {
  protected override readonly version = 'xmin::text::bigint';
  protected override readonly raised = '';
}
