import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import {
  type Account,
  type Accounts,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  Conflict,
  type CreateAccounts,
  checkOpening,
  checkOwner,
  checkTransfer,
  DomainError,
  type DomainErrorCode,
  InsufficientFunds,
  maxBalance,
  type OpenAccounts,
  type Resources,
  type Screen,
  type ScreeningRequest,
  type VersionedAccount,
  type VersionedAccounts,
  VersionMismatch,
} from '../src/index.ts';

declare const account: Account;
declare const accounts: Accounts;
declare const versionedAccount: VersionedAccount;
declare const versioned: VersionedAccounts;
declare const opened: OpenAccounts;
declare const resources: Resources;
declare const createAccounts: CreateAccounts;
declare const screen: Screen;
declare const request: ScreeningRequest;

// An account is a value: a change makes a new one.
expectType<number>(account.balance);
expectError(() => {
  account.balance = 5;
});
expectType<number>(maxBalance);

// Accounts: whole amounts in, accounts out.
expectType<Promise<Account>>(accounts.open('Ada', 100));
expectError(accounts.open('Ada'));
expectType<Promise<Account[]>>(accounts.list());
expectType<Promise<Account>>(accounts.withdraw(1, 5));
expectError(accounts.withdraw(1, '5'));
expectError(accounts.withdraw(1, 5n));
expectType<Promise<{ from: Account; to: Account }>>(accounts.transfer(1, 2, 5));
expectError(accounts.transfer({ from: 1, to: 2, amount: 5 }));
expectType<Promise<void>>(accounts.close(1));
expectError(accounts.close('1'));

// Versioned accounts stand in for accounts, not the other way round.
expectAssignable<Accounts>(versioned);
expectNotAssignable<VersionedAccounts>(accounts);
expectAssignable<Account>(versionedAccount);
expectNotAssignable<VersionedAccount>(account);
expectError(() => {
  versionedAccount.version = 2;
});

// They give versions, and take one: a rename must, a transfer cannot, every other method may.
expectType<Promise<VersionedAccount>>(versioned.open('Ada', 100));
expectType<Promise<VersionedAccount>>(versioned.find(1));
expectType<Promise<VersionedAccount[]>>(versioned.list());
expectType<Promise<VersionedAccount>>(versioned.deposit(1, 5));
expectType<Promise<VersionedAccount>>(versioned.deposit(1, 5, 3));
expectType<Promise<VersionedAccount>>(versioned.withdraw(1, 5, 3));
expectError(versioned.withdraw(1, 5, '3'));
expectError(accounts.withdraw(1, 5, 3));
expectType<Promise<{ from: VersionedAccount; to: VersionedAccount }>>(versioned.transfer(1, 2, 5));
expectError(versioned.transfer(1, 2, 5, 3));
expectType<Promise<VersionedAccount>>(versioned.rename(1, 'Ada', 3));
expectError(versioned.rename(1, 'Ada'));
expectError(accounts.rename(1, 'Ada', 3));
expectType<Promise<void>>(versioned.close(1, 3));
expectError(accounts.close(1, 3));

// A step opens its accounts from resources, and they can be disposed; bare accounts cannot.
expectType<Promise<OpenAccounts>>(createAccounts(resources));
expectError(createAccounts());
expectError(createAccounts({ screen }));
expectAssignable<AsyncDisposable>(opened);
expectNotAssignable<OpenAccounts>(accounts);
expectError(() => {
  resources.postgres.url = 'postgres://elsewhere';
});

// The screening tells a transfer, which has a receiver, from a withdrawal, which has none.
expectType<Promise<void>>(screen({ kind: 'withdrawal', account: 1, amount: 5 }));
expectType<Promise<void>>(screen({ kind: 'transfer', account: 1, to: 2, amount: 5 }));
expectError(screen({ kind: 'transfer', account: 1, amount: 5 }));
expectError(screen({ kind: 'deposit', account: 1, amount: 5 }));
expectError(request.to);
if (request.kind === 'transfer') expectType<number>(request.to);

// Errors carry a code out of a closed list.
expectType<DomainErrorCode>(new InsufficientFunds(1, 5).code);
expectAssignable<DomainErrorCode>('conflict');
expectNotAssignable<DomainErrorCode>('conflicts');
expectAssignable<Error>(new Conflict());
expectAssignable<DomainError>(new VersionMismatch(1, 3));
expectError(new VersionMismatch(1));
expectType<DomainError>(new DomainError('version_required', 'send If-Match'));
expectError(new DomainError('teapot', 'short and stout'));
expectError(() => {
  new Conflict().code = 'unavailable';
});

// Rules.
expectType<number>(balanceAfterDeposit(account, 5));
expectError(balanceAfterDeposit(account.balance, 5));
expectType<number>(balanceAfterWithdrawal(account, 5));
expectError(balanceAfterWithdrawal(account));
expectType<void>(checkOpening('Ada', 0));
expectError(checkOpening(0, 'Ada'));
expectType<void>(checkOwner('Ada'));
expectError(checkOwner());
expectType<void>(checkTransfer(1, 2, 5));
expectError(checkTransfer(1, 5));
