import type { CreateAccounts, Resources } from '@workbook/domain';

/** What the file of a step, or of an attempt, exports. */
export interface StepModule {
  readonly createAccounts: CreateAccounts;
  /** Prepares an empty storage, and leaves one that is prepared alone: it runs before each start of an instance. */
  readonly createSchema?: (resources: Resources) => Promise<void>;
  /** The services that the storage lives on. */
  readonly needs?: readonly ('postgres' | 'redis')[];
}
