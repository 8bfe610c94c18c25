import type { Hint, Prediction } from '@workbook/course';

/** The question that a run answers, to predict before the step begins. */
export const prediction: Prediction = {
  race: 'two-openings-one-owner-two-instances',
  question:
    'An owner may have two accounts. An opening locks the owner’s row, counts the accounts and adds one, all in one transaction. Ann has one account, and opens two more at the same time in two instances. Can both be opened?',
  why: 'The second one waits for Ann’s row before it counts, and counts what the first one has committed.',
  closest: 'AAAAAAABBBBB',
};

/** Help for each race, in the learner's own words. */
export const hints: readonly Hint[] = [
  {
    question: 'I lock all accounts of the owner before I count them. Why is one opened too many?',
    races: ['two-openings-one-owner-two-instances', 'three-openings-one-owner-two-instances'],
    idea: 'A lock keeps rows from being changed that are there. The account that the other client is about to add is not there yet, so nothing holds it back. The two have to meet at something that is there for both: a row that stands for the owner.',
    place:
      'open(): what is locked before the accounts are counted? It has to be the same row for both openings, and the count has to come after it.',
    shape: `a row for each owner
lock it → count the accounts → add one, in one transaction`,
  },
  {
    question: 'Why is one of an owner’s first two openings answered 500 or refused?',
    races: ['first-openings-two-instances'],
    idea: 'Looking for the owner’s row and creating it when it is missing are two steps: two clients look, and both create. The database can do both in one statement; a second statement then reads the row, whichever client has created it.',
    place: 'open(), where the owner’s row comes from.',
    shape: `insert into owner … on conflict do nothing   -- waits for an insert that is not committed
select … for update                          -- a statement of its own: it sees the row`,
  },
  {
    question:
      'Why does an opening fail, or is refused, while another account of the owner is closed?',
    races: ['close-and-open-one-owner-two-instances'],
    idea: 'What stands for the owner has to be there for as long as a client may look for it. A row that goes away with the last account is gone between the statement that has found it and the one that locks it. And what is counted in the row of the owner changes when an account is closed, under the same lock.',
    place: 'close(): what does it change beside the account, and is the owner locked then?',
    shape: `the owner's row stays, even without an account
close: lock the owner → look whether the account is empty → remove it`,
  },
  {
    question: 'Each withdrawal locks the row that it writes. Why is the owner below zero?',
    races: ['two-withdrawals-one-owner-two-instances', 'withdrawal-and-transfer-two-instances'],
    idea: 'The two write different rows, so neither waits. Each decides on the sum of both, and that was read without a claim. A client that decides on all accounts of an owner has to keep the others from changing any of them.',
    place:
      'withdraw() and transfer(): what is locked when the accounts are added up? A transfer takes from one owner, and gives to another.',
    shape: `lock the row of the owner (a transfer: of both, in one order)
then read the account and the sum
then write`,
  },
  {
    question: 'Why does a report show a sum that the owner never had?',
    races: ['report-during-a-transfer-two-instances', 'report-during-an-opening-two-instances'],
    idea: 'Each statement sees what is committed when it begins. Between two of them a transfer can move money from an account that was not read yet to one that was, or the other way; and an account that is opened can be added up without being counted.',
    place: 'report(): how many statements read accounts or balances?',
    shape: `one statement that reads all accounts of the owner`,
  },
  {
    question: 'Why does a report miss a deposit that was answered before anyone asked for it?',
    races: ['late-report-two-instances'],
    idea: 'The database has answered the first report when it executed it, and the reply may be on its way for long. Meanwhile another instance can make a deposit and answer it. A report that is asked for now has to show it, and the reply that is on its way does not.',
    place: 'report(): does a request ever get what another request has asked for?',
    shape: `each request: its own read, sent after the request has come`,
  },
  {
    question: 'I lock the owner. Why is an update lost, or a client turned away?',
    races: [
      'lost-update-two-instances',
      'deposit-between-two-changes-two-instances',
      'overdraft-two-instances',
      'crossed-transfers-two-instances',
      'transfer-and-deposit-two-instances',
      'three-withdrawals-three-instances',
      'close-and-deposit-two-instances',
      'lost-update',
      'overdraft',
      'crossed-transfers',
      'crossed-transfers-behind-a-third',
      'transfer-and-deposit',
      'deposit-to-the-receiver',
    ],
    idea: 'The owner’s lock replaces those of the accounts only if every change takes it, before it reads the balance that it decides on. Two owners are locked in one order, whichever way the money goes.',
    place: 'deposit() and close() as well; and in transfer(), the order of the two owners.',
    shape: `lock the owners, in the order of their names
read the accounts afterwards, not before, and in the transaction's own entity manager`,
  },
];
