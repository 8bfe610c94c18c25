import type { Protection } from '@workbook/course';
import { protections as ofStep09 } from '../../09/test/protections.ts';

const lostReply = 'lost-reply-sent-again';
const pressedTwice = 'pressed-twice-two-instances';
const twoKinds = 'one-key-two-kinds-two-instances';
const refused = 'refused-then-sent-again';
const refusedHalfway = 'refused-halfway-sent-again';

/** What keeps the races of this step away, each with the code as it would be without it. */
export const protections: readonly Protection[] = [
  {
    id: 'withdrawals-claim-a-key',
    title: 'a withdrawal claims its key before it does anything',
    replacements: [
      {
        file: 'accounts.ts',
        find: "return this.#once(key, ['withdraw', id, amount], async (em) => {",
        replace: 'return this.#transaction(async (em) => {',
      },
    ],
    races: [pressedTwice, lostReply, refused, 'expired-key-two-instances'],
    why: 'The second request is as good as the first, and is paid as well.',
  },
  {
    id: 'openings-claim-a-key',
    title: 'an opening claims its key before it does anything',
    replacements: [
      {
        file: 'accounts.ts',
        find: "return this.#once(key, ['open', owner, opening], async (em) => {",
        replace: 'return this.#transaction(async (em) => {',
      },
    ],
    races: ['lost-reply-of-an-opening-sent-again', twoKinds],
    why: 'The account that the client has never heard of is there, and the second request opens another.',
  },
  {
    id: 'deposits-claim-a-key',
    title: 'a deposit claims its key before it does anything',
    replacements: [
      {
        file: 'accounts.ts',
        find: "return this.#once(key, ['deposit', id, amount], async (em) => {",
        replace: 'return this.#transaction(async (em) => {',
      },
    ],
    races: ['one-key-two-amounts-two-instances', 'lost-replies-sent-again'],
    why: 'No one looks at the key, so both amounts are paid in.',
  },
  {
    id: 'transfers-claim-a-key',
    title: 'a transfer claims its key before it does anything',
    replacements: [
      {
        file: 'accounts.ts',
        find: "return this.#once(key, ['transfer', from, to, amount], async (em) => {",
        replace: 'return this.#transaction(async (em) => {',
      },
    ],
    races: [refusedHalfway, twoKinds, 'lost-replies-sent-again'],
    why: 'The second answer is decided anew, whatever the first one was.',
  },
  {
    id: 'answer-in-the-transaction',
    title: 'the answer is stored in the transaction that does the work',
    replacements: [
      {
        file: 'accounts.ts',
        find: `        await em.nativeUpdate(RequestRow, { key: key.text }, { answer: first });
`,
        replace: '',
      },
      {
        file: 'accounts.ts',
        find: '    return returnedBy(text);\n',
        replace: `    await this.#query((em) => em.nativeUpdate(RequestRow, { key: key.text }, { answer: text }));
    return returnedBy(text);
`,
      },
    ],
    races: [lostReply, pressedTwice],
    why: 'The money is gone, and the answer is not there yet: a crash in between leaves a key without one.',
  },
  {
    id: 'compares-what-is-asked',
    title: 'a key is for what was asked with it first',
    replacements: [
      {
        file: 'accounts.ts',
        find: '      if (known.asked !== request) throw new KeyReused(key.text);\n',
        replace: '',
      },
    ],
    races: ['one-key-two-amounts-two-instances'],
    why: 'A request that was never carried out is told that it was, with the amount of another one.',
  },
  {
    id: 'keeps-refusals',
    title: 'a refusal is kept like any other answer',
    replacements: [
      {
        file: 'requests.ts',
        find: `  try {
    return textOf({ returned: await work() });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return textOf({ refused: error.code, message: error.message });
  }
`,
        replace: `  return textOf({ returned: await work() });
`,
      },
    ],
    races: [refused, refusedHalfway],
    why: 'The refusal takes the claim back, and the second request is decided anew.',
  },
  {
    id: 'refused-work-rolled-back',
    title: 'work that is refused is rolled back to where it began, behind the claim',
    replacements: [
      {
        file: 'accounts.ts',
        find: 'await answerOf(() => em.transactional(work))',
        replace: 'await answerOf(() => work(em))',
      },
    ],
    races: [refusedHalfway],
    why: 'The transaction commits, for the sake of the answer, and the debit with it.',
  },
  {
    id: 'marks-replays',
    title: 'an answer that is given again says so',
    replacements: [{ file: 'accounts.ts', find: '      key.replayed();\n', replace: '' }],
    races: [pressedTwice, refused],
    why: 'The client cannot tell whether its second request was the one that was carried out.',
  },
  {
    id: 'only-an-expired-key',
    title: 'a key is taken over only when it has expired',
    replacements: [
      {
        file: 'requests.ts',
        find: `
         where request.expires_at <= ?
       returning key\`,
      [key, asked, expiresAt, now],`,
        replace: `
       returning key\`,
      [key, asked, expiresAt],`,
      },
    ],
    races: [pressedTwice, lostReply],
    why: 'The second request waits for the first, and takes its key.',
  },
  {
    id: 'expired-keys-are-new',
    title: 'a key that has expired is taken over, by one request',
    replacements: [
      {
        file: 'requests.ts',
        find: `on conflict (key) do update
         set asked = excluded.asked, answer = '', expires_at = excluded.expires_at
         where request.expires_at <= ?
       returning key\`,
      [key, asked, expiresAt, now],`,
        replace: `on conflict (key) do nothing returning key\`,
      [key, asked, expiresAt],`,
      },
    ],
    races: ['expired-key-two-instances'],
    why: 'A request of today is told what was done a month ago.',
  },
  {
    id: 'key-in-use',
    title: 'who waits too long for the first request with its key is told so',
    replacements: [
      {
        file: 'requests.ts',
        find: `    const wasLocked = error instanceof DriverException && error.code === lockNotAvailable;
    throw wasLocked ? new KeyInUse(key) : error;
`,
        replace: '    throw error;\n',
      },
    ],
    equivalent:
      'In a race the first request goes on at some time, and the second one waits for as long as the schedule says. Without it, the answer would be 503 in place of 409: both say *send it again later*.',
    worth:
      'The client learns that its request is being worked on, and need not knock at another door. `test/keys.test.ts` has a session hold the key.',
  },
  {
    id: 'transaction',
    title: 'debit and credit are one transaction',
    replacements: [
      {
        file: 'accounts.ts',
        find: `    return this.#once(key, ['transfer', from, to, amount], async (em) => {
      await lockOwnersOf(em, [from, to]);
      const debited = await rowOf(em, from);
      const credited = await rowOf(em, to);
      debited.balance = balanceAfterOverdraft(debited, await heldBy(em, debited.owner), amount);
      credited.balance = balanceAfterDeposit(credited, amount);
      return { from: accountOf(debited), to: accountOf(credited) };
    });
`,
        replace: `    const debited = await this.withdraw(from, amount);
    const credited = await this.deposit(to, amount);
    return { from: debited, to: credited };
`,
      },
    ],
    races: ['transfer-to-nobody', 'crash-in-a-transfer'],
    why: 'A crash comes between the two, and the locks of the first half are gone.',
  },
  ...ofStep09.filter(({ id }) => id !== 'transaction'),
];
