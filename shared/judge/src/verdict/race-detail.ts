import type { Exchange, FinalAccounts } from './history.ts';

/** What a judged run keeps for its timeline. */
export interface RaceDetail {
  readonly exchanges: readonly Exchange[];
  /** Undefined when the accounts could not be read. */
  readonly final: FinalAccounts | undefined;
}
