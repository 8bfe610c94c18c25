import type { Account } from './bank-client.ts';

/** What an owner may have. */
const accountsAtMost = 2;

/** What accounts hold together. */
export function heldIn(accounts: readonly Account[]): number {
  return accounts.reduce((sum, { balance }) => sum + balance, 0);
}

/** The rules over all accounts of `owner` that these accounts break, each as a sentence. */
export function brokenOwnerRules(owner: string, accounts: readonly Account[]): readonly string[] {
  const held = heldIn(accounts);
  return [
    ...(accounts.length > accountsAtMost ? [`${owner} has ${accounts.length} accounts`] : []),
    ...(held < 0 ? [`${owner}'s accounts hold ${held} together`] : []),
  ];
}
