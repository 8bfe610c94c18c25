/**
 * Keeps count of each owner's accounts, so that no statement is needed for the limit.
 *
 * Wrong: each instance counts its own openings.
 *
 * @race two-openings-one-owner-two-instances
 * @shows ann has 3 accounts
 */
import {
  type Account,
  checkAnotherAccount,
  checkOpening,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { AccountRow, accountOf, connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  readonly #counts = new Map<string, number>();

  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    const known = this.#counts.get(owner) ?? (await this.report(owner)).accounts;
    const count = this.#counts.get(owner) ?? known;
    checkAnotherAccount(owner, count);
    this.#counts.set(owner, count + 1);
    return this.transaction(async (em) => {
      await this.lockNewOwner(em, owner);
      const row = em.create(AccountRow, { owner, balance: opening });
      await em.flush();
      return accountOf(row);
    });
  }

  override async close(id: number): Promise<void> {
    const { owner } = await this.find(id);
    await super.close(id);
    const count = this.#counts.get(owner);
    if (count !== undefined) this.#counts.set(owner, count - 1);
  }
}
