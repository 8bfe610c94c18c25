import type { Hint, Prediction } from '@workbook/course';

/** The question that a run answers, to predict before the step begins. */
export const prediction: Prediction = {
  race: 'lost-reply-sent-again',
  on: 'start',
  question:
    'Each withdrawal is one transaction, with every lock that it needs. The instance crashes during one, and the client, which was given no answer, sends the same request to another instance. Can the money be taken twice?',
  why: 'A crash behind the COMMIT takes the reply away, not the withdrawal, and the second request looks like a new one.',
};

/** Help for each race, in the learner's own words. */
export const hints: readonly Hint[] = [
  {
    question: 'Everything is in one transaction. Why is a withdrawal paid twice?',
    races: ['lost-reply-sent-again', 'pressed-twice-two-instances'],
    idea: 'A transaction is done or not done, and a client without an answer cannot know which. It can only send the request again, and the second request looks like a new one. What makes it the same request is its key, so the key has to be remembered where the money is, by the same COMMIT.',
    place:
      'withdraw(): what is the first statement of the transaction? And what does a second request find there, when the first has committed, is still at work, or has crashed?',
    shape: `one transaction:
  insert the key … on conflict …   -- waits for the first request with it
  a row came back: do the work, store the answer with the key
  no row: read the answer that is stored, and give it again`,
  },
  {
    question: 'Withdrawals count once. Why are there two accounts, or two deposits?',
    races: ['lost-reply-of-an-opening-sent-again', 'lost-replies-sent-again'],
    idea: 'Every request that is sent by POST may be sent again. What is opened twice has another id each time, and the client knows only one of them.',
    place: 'open(), deposit() and transfer(): what do they do with the key?',
    shape: `once(key, what is asked, the work)   -- one method for all four`,
  },
  {
    question: 'Why is a request answered with what another one has done?',
    races: ['one-key-two-amounts-two-instances'],
    idea: 'A key is for one request. A client that takes it for another one by mistake must not be told that this one was carried out. So what is asked is stored with the key, and compared.',
    place: 'Where an answer is given again.',
    shape: `asked = the method and all of its arguments, as one text
stored with the key → compared → KeyReused`,
  },
  {
    question: 'Each owner is locked. Why are two requests with one key both carried out?',
    races: ['one-key-two-kinds-two-instances'],
    idea: 'Two requests with one key need not meet anywhere else: one is a transfer, the other an opening, and no owner is part of both. What lets one of them wait for the other has to be the key itself, in all four methods alike.',
    place:
      'The first statement of the transaction in open(), deposit(), withdraw() and transfer(): does each of them claim the key, or do some only look whether it is there?',
    shape: `insert the key … on conflict …   -- whatever is asked with it, and of whom`,
  },
  {
    question: 'Why does the second answer differ from the first, when the first was a refusal?',
    races: ['refused-then-sent-again', 'refused-halfway-sent-again'],
    idea: 'A refusal is an answer: the client may have shown it to a customer. It has to be committed with the key, like any other. But what the work had changed before it was refused must not be committed with it.',
    place:
      'Where the work throws a DomainError: what becomes of the claim, and of what was written?',
    shape: `claim
a transaction within the transaction (a savepoint): the work
  refused → back to the savepoint, and go on
store the answer, or the refusal
commit`,
  },
  {
    question: 'Why is a request with an old key paid twice, or not at all?',
    races: ['expired-key-two-instances'],
    idea: 'A key that has expired is as good as none: the request is a new one. But two of them may come at once, and both find the key expired. To look at it, and to take it over, has to be one act. What time it is, `Date` says: PostgreSQL has a clock of its own, which no run can move.',
    place: 'The statement that claims the key: what does it do with a row that is there?',
    shape: `insert … on conflict (key) do update set … where it has expired
returning   -- a row only for the request that has inserted it, or taken it over`,
  },
];
