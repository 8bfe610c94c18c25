/**
 * An owner without accounts is none that the bank knows.
 *
 * Wrong: such an owner has 0 of 0; no account was asked for that could be unknown.
 *
 * @race reports-alone
 * @shows 404 unknown_account
 */
import {
  type OpenAccounts,
  type OwnerReport,
  type Resources,
  UnknownAccount,
} from '@workbook/domain';
import { connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  override async report(owner: string): Promise<OwnerReport> {
    const report = await super.report(owner);
    if (report.accounts === 0) throw new UnknownAccount(owner);
    return report;
  }
}
