import type { CreateAccounts, Resources } from '@workbook/domain';

/** What the file of a step, or of an attempt, exports. */
export interface StepModule {
  readonly createAccounts: CreateAccounts;
  /** Prepares an empty storage once, before the first instance starts. */
  readonly createSchema?: (resources: Resources) => Promise<void>;
  /** The services that the storage lives on. */
  readonly needs?: readonly ('postgres' | 'redis')[];
}
