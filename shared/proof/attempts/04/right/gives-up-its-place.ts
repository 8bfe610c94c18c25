/**
 * A queue for each account, in which no request waits for longer than three seconds: who gives up lets in whoever comes
 * next as soon as the one before has gone.
 */
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect } from '../base.ts';
import { QueuedAccounts } from '../queue-with-patience.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends QueuedAccounts {
  protected override gone(before: Promise<void>, left: Promise<void>): Promise<void> {
    return before.then(() => left);
  }
}
