/**
 * Never waits inside of the database: NOWAIT, and a new transaction a little later, for as long as a lock may take.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { DriverException, type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { type OpenAccounts, type Resources, Unavailable, UnknownAccount } from '@workbook/domain';
import { AccountRow, connect, RowLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen, postgres.lockTimeoutMs);
}

const pauseMs = 50;

class Attempt extends RowLockedAccounts {
  readonly #patienceMs: number;

  constructor(
    ...[orm, screen, patienceMs]: [...ConstructorParameters<typeof RowLockedAccounts>, number]
  ) {
    super(orm, screen);
    this.#patienceMs = patienceMs;
  }

  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const untilMs = Date.now() + this.#patienceMs;
    for (;;) {
      try {
        return await super.transaction(work);
      } catch (error) {
        const cause = error instanceof Unavailable ? error.cause : undefined;
        const isLocked = cause instanceof DriverException && cause.code === '55P03';
        if (!isLocked || Date.now() >= untilMs) throw error;
        await delay(pauseMs);
      }
    }
  }

  protected override async lockedRow(em: EntityManager, id: number): Promise<AccountRow> {
    const row = await em.findOne(AccountRow, id, { lockMode: LockMode.PESSIMISTIC_WRITE_OR_FAIL });
    if (!row) throw new UnknownAccount(id);
    return row;
  }
}
