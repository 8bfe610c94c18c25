import { type Account, type Accounts, DomainError, Unavailable } from '@workbook/domain';
import { includes, type NamedVersions, versionOf } from './entity-tags.ts';
import { problemOf } from './problem-details.ts';

/**
 * Accounts with versions or without, as the routes call them. Accounts without them ignore the
 * expected version, and so they are never given one.
 */
export interface AnyAccounts extends Accounts {
  deposit(id: number, amount: number, expectedVersion?: number): Promise<Account>;
  withdraw(id: number, amount: number, expectedVersion?: number): Promise<Account>;
  close(id: number, expectedVersion?: number): Promise<void>;
  rename?(id: number, owner: string, expectedVersion: number): Promise<Account>;
}

type RenamableAccounts = AnyAccounts & Required<Pick<AnyAccounts, 'rename'>>;

/** How often the current version is read before a storage counts as too busy for this edit. */
const maxTries = 5;

/** Whether the storage counts changes. Storages that do can rename; no other can. */
export function hasVersions(accounts: AnyAccounts): accounts is RenamableAccounts {
  return typeof accounts.rename === 'function';
}

/**
 * Calls `edit` with the version that the storage must find, or with none where any will do.
 *
 * Throws what `edit` throws, and what `editAtVersion` does.
 */
export async function editIfMatch<T>(
  accounts: AnyAccounts,
  id: number,
  condition: NamedVersions | undefined,
  edit: (expectedVersion?: number) => Promise<T>,
): Promise<T> {
  if (condition === undefined || condition === 'any') return edit();
  return editAtVersion(accounts, id, condition, edit);
}

/**
 * Calls `edit` with a version that meets the condition, which the storage compares as it edits:
 * nothing that is read here decides that an edit may happen. A single version goes straight on. To
 * choose among several (or all) takes a look at the account, and if it changes after the look, the
 * storage refuses and the next look decides.
 *
 * Throws what `edit` throws; `UnknownAccount`; `version_mismatch` if the account meets none of the
 * versions, as is always so without versions; `Unavailable` if it changed after every look.
 */
export async function editAtVersion<T>(
  accounts: AnyAccounts,
  id: number,
  condition: NamedVersions,
  edit: (expectedVersion: number) => Promise<T>,
): Promise<T> {
  const [first, ...others] = condition === 'any' ? [] : condition;
  if (hasVersions(accounts) && first !== undefined && others.length === 0) return edit(first);
  for (let tries = 0; tries < maxTries; tries += 1) {
    const found = await accounts.find(id);
    const version = hasVersions(accounts) ? versionOf(found) : undefined;
    if (version === undefined || !includes(condition, version))
      throw new DomainError('version_mismatch', whyNot(id, version));
    try {
      return await edit(version);
    } catch (error) {
      if (problemOf(error)?.code !== 'version_mismatch') throw error;
    }
  }
  throw new Unavailable(`account ${id} changes too often just now, try again`);
}

function whyNot(id: number, version: number | undefined): string {
  return version === undefined
    ? `account ${id} has no entity tag for If-Match to name, send * or leave the field out`
    : `account ${id} has none of the entity tags in If-Match, read it again before you change it`;
}
