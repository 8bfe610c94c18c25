/**
 * A queue for each account, in which no request waits for longer than three seconds.
 *
 * Wrong: who gives up lets in whoever comes next, while the one before still works.
 *
 * @race three-withdrawals
 * @shows SELECT account 1.*timer of 3000 ms.*SELECT account 1.*UPDATE.*UPDATE
 */
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect } from '../base.ts';
import { QueuedAccounts } from '../queue-with-patience.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends QueuedAccounts {
  protected override gone(_before: Promise<void>, left: Promise<void>): Promise<void> {
    return left;
  }
}
