import type { Race } from '@workbook/course';
import type { Account, ScreeningRequest } from '@workbook/domain';
import type { Ending, Turn } from '@workbook/explorer';
import type { Exchange, FinalAccounts } from './history.ts';

/** What is known of a run when it is judged. */
export interface Evidence {
  readonly race: Race;
  /** The accounts before the race. */
  readonly beginning: readonly Account[];
  readonly exchanges: readonly Exchange[];
  readonly ending: Ending;
  readonly turns: readonly Turn[];
  /** What the screening was asked, in the order in which it has answered; absent when that is not known. */
  readonly asked?: readonly ScreeningRequest[];
  /** Undefined when the accounts could not be read. */
  readonly final: FinalAccounts | undefined;
  /** What the request for them was answered; absent when there was no answer at all. */
  readonly unreadable?: string;
  /** The clients that have left a transaction open. */
  readonly openTransactions?: readonly string[];
  /** Of each client that has left a promise without a handler, what the first of them was rejected with. */
  readonly unhandled?: ReadonlyMap<string, unknown>;
  /** Where a client has begun the transaction that it has left open, as ` (begun at accounts.ts:7)`. */
  readonly begunAt?: (client: string) => string;
  /** Where a client has asked for its last operation, as ` (last seen at accounts.ts:7)`. */
  readonly lastSeen?: (client: string) => string;
  /** What the service would have logged about an answer of 500: `: ` and the reason. */
  readonly defect?: string;
  /** The task of the lesson whose code is not there yet, where that error says so. */
  readonly notWritten?: number;
}
