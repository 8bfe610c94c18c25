/** How one step is put under load, and what it is then judged by. */
export interface LoadPlan {
  readonly step: string;
  readonly processes: 1 | 2;
  /**
   * `shared`: all connections use the same few accounts. `own`: each has accounts to itself. `owned`: what is under load
   * are the rules over all accounts of an owner, who begins with one that holds little.
   */
  readonly accounts: 'shared' | 'own' | 'owned';
  /** When one process is killed and started again; at the end, only to see what is still there. */
  readonly kill: 'halfway' | 'at the end' | 'never';
  /** Whether the step claims that every account is exact. If not, what is lost is only counted. */
  readonly exact: boolean;
  /** Whether a transfer that the kill cuts off may have debited without crediting. */
  readonly mayBeHalf: boolean;
  /** Why this is so, for the table. */
  readonly because: string;
}

const sharedByTwo = { processes: 2, accounts: 'shared' } as const;
const ownInTwo = { processes: 2, accounts: 'own' } as const;
const owned = { accounts: 'owned', exact: true, kill: 'never', mayBeHalf: false } as const;
const sharedInOne = { processes: 1, accounts: 'shared' } as const;
const exact = { exact: true, kill: 'halfway', mayBeHalf: false } as const;
/** No crash where nothing is claimed: what the crash did could not be told from what the race did. */
const nothingClaimed = { exact: false, kill: 'never', mayBeHalf: false } as const;

/**
 * What each step claims under load, and beside it what is not claimed. The races say the same of
 * every order of a few operations; `test/plan.test.ts` holds the two together.
 */
export const loadPlans: readonly LoadPlan[] = [
  {
    ...{ step: '01', ...sharedInOne, ...exact, kill: 'at the end' },
    because: 'one process, in memory',
  },
  { step: '02', ...sharedInOne, ...exact, because: 'one process holds the lock of the file' },
  {
    step: '02',
    ...sharedByTwo,
    ...nothingClaimed,
    because: 'two processes rewrite the file over each other',
  },
  {
    ...{ step: '03', ...ownInTwo, ...exact, mayBeHalf: true },
    because: 'other accounts are other rows',
  },
  { step: '03', ...sharedByTwo, ...nothingClaimed, because: 'read, check, write' },
  {
    ...{ step: '04', ...sharedInOne, ...exact, mayBeHalf: true },
    because: 'the lock reaches as far as the process',
  },
  { step: '04', ...sharedByTwo, ...nothingClaimed, because: 'two processes, two locks' },
  { step: '05', ...ownInTwo, ...exact, because: 'a transfer is one transaction' },
  { step: '05', ...sharedByTwo, ...nothingClaimed, because: 'READ COMMITTED loses updates' },
  { step: '06', ...sharedByTwo, ...exact, because: 'SELECT … FOR UPDATE' },
  { step: '07', ...sharedByTwo, ...exact, because: 'versions' },
  { step: '08', ...sharedByTwo, ...exact, because: 'versions and fencing tokens' },
  {
    step: '09',
    ...sharedByTwo,
    ...exact,
    because: 'the row of the owner, and SELECT … FOR UPDATE',
  },
  { step: '09', processes: 2, ...owned, because: 'the row of the owner' },
  { step: '10', ...sharedByTwo, ...exact, because: 'the same, and a key for each request' },
  {
    step: '10',
    processes: 2,
    ...owned,
    because: 'the row of the owner, and a key for each request',
  },
];
