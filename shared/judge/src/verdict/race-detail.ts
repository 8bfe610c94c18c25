import type { Account } from '@workbook/domain';
import type { Exchange, FinalAccounts } from './history.ts';
import type { Violation } from './violation.ts';

/** What a judged run keeps for its timeline. */
export interface RaceDetail {
  /** The accounts before the race. */
  readonly beginning: readonly Account[];
  readonly exchanges: readonly Exchange[];
  /** Undefined when the accounts could not be read. */
  readonly final: FinalAccounts | undefined;
  /** What is wrong, with the places in the code where clients stand, as far as they are known. */
  readonly violationWithPlaces?: string;
  /** What else is known of what is wrong, if something is. */
  readonly wrong?: Partial<Omit<Violation, 'says'>>;
}
