import type { Hint } from './hints.ts';

/** Help for code that is wrong although no two requests overlap: the same on every step. */
export const promiseHint: Omit<Hint, 'races'> = {
  question: 'How can this be wrong, when no other request is there?',
  idea: 'It is no race. The timeline shows one request after the other, and the sentence above it says which of them was answered wrongly, or has changed what it should have left alone. A method either does all of its work and returns what it stored, or throws a DomainError and changes nothing.',
  place:
    'The method that the last request in the timeline calls. What it has to do, and by what it refuses, stands in shared/domain/src/accounts.ts and errors.ts; the balances are worked out in rules.ts.',
  shape: `check what was asked           // amounts, owners: throws, and nothing has happened
read what the change needs     // throws UnknownAccount
work out every new balance     // throws InsufficientFunds, BalanceOutOfRange, AccountNotEmpty
store all of it                // nothing can be refused any more
return what was stored`,
};
