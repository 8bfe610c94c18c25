/**
 * Raises the isolation level where the rule over many rows is checked: SERIALIZABLE with a retry, for openings and for
 * withdrawals. Transfers had transactions already.
 *
 * Wrong: PostgreSQL sees a skew only among serializable transactions, and a transfer is none.
 *
 * @race withdrawal-and-transfer-two-instances
 * @shows transfer 70 from ann to bob
 */
import {
  DriverException,
  type EntityManager,
  IsolationLevel,
  LockMode,
} from '@mikro-orm/postgresql';
import {
  balanceAfterDeposit,
  balanceAfterOverdraft,
  checkTransfer,
  type OpenAccounts,
  type Resources,
  Unavailable,
} from '@workbook/domain';
import { AccountRow, accountOf, connect, heldBy, OwnerLockedAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  override async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.query((em) =>
      em.transactional(async (tx) => {
        const rows = await tx.find(
          AccountRow,
          { id: { $in: [from, to] } },
          { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE },
        );
        const debited = rows.find(({ id }) => id === from) ?? (await rowOf(tx, from));
        const credited = rows.find(({ id }) => id === to) ?? (await rowOf(tx, to));
        debited.balance = balanceAfterOverdraft(debited, await heldBy(tx, debited.owner), amount);
        credited.balance = balanceAfterDeposit(credited, amount);
        return { from: accountOf(debited), to: accountOf(credited) };
      }),
    );
  }

  protected override async lockOwners(): Promise<void> {}

  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const isolationLevel = IsolationLevel.SERIALIZABLE;
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.query((em) => em.transactional(work, { isolationLevel }));
      } catch (error) {
        const cause = error instanceof Unavailable ? error.cause : undefined;
        const again = cause instanceof DriverException && /^40/.test(cause.code ?? '');
        if (!again || tries === 10) throw error;
      }
    }
  }
}
