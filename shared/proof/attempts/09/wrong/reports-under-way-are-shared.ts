/**
 * Adds up the accounts of an owner once for all who ask while that is under way. Each change forgets the reports that are
 * under way, before it begins and when it is done.
 *
 * Wrong: another instance may have changed an account, and answered, since they were read.
 *
 * @race late-report-two-instances
 * @shows the reply comes later.*deposit 50.*= 200 ann 150.*the reply arrives.*= 200 ann 100 in 1 account
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, OwnerReport, Resources } from '@workbook/domain';
import { connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  readonly #reports = new Map<string, Promise<OwnerReport>>();

  override async report(owner: string): Promise<OwnerReport> {
    const underWay = this.#reports.get(owner);
    if (underWay) return underWay;
    const report = super.report(owner).finally(() => {
      if (this.#reports.get(owner) === report) this.#reports.delete(owner);
    });
    this.#reports.set(owner, report);
    return report;
  }

  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    this.#reports.clear();
    try {
      return await super.transaction(work);
    } finally {
      this.#reports.clear();
    }
  }
}
