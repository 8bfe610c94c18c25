import type { Variant } from '@workbook/course';
import {
  askedForTheCommit,
  claimedInRedis,
  importsKeyInUse,
  inAccounts,
  inRequests,
  namedWithdrawals,
  processingLog,
  throughAnotherConnection,
} from './replacements.ts';

/** Other versions of this step's code, which its lesson runs. */
export const variants: readonly Variant[] = [
  {
    id: 'two-transactions',
    title: 'the claim is committed before the work begins',
    replacements: [
      importsKeyInUse,
      inAccounts(
        `    const text = await this.#transaction(async (em) => {
      // The claim, the work and the answer are one transaction: a crash takes all of them back.
      if (await claim(em, key.text, request)) {
`,
        `    // The mistake: after a crash the claim is there, and the work is not.
    const isFirst = await this.#transaction((em) => claim(em, key.text, request));
    const text = await this.#transaction(async (em) => {
      if (isFirst) {
`,
      ),
      inAccounts(
        `      key.replayed();
      return known.answer;
`,
        `      if (known.answer === '') throw new KeyInUse(key.text);
      key.replayed();
      return known.answer;
`,
      ),
    ],
    claims: {
      'lost-reply-sent-again': 'possible',
      'pressed-twice-two-instances': 'prevented',
    },
  },
  {
    id: 'select-then-insert',
    title: 'a request looks for its key, and adds it where it is not there',
    replacements: [
      inRequests(
        `  try {
    const claimed = await em.execute(
      \`insert into request (key, asked, expires_at) values (?, ?, ?)
       on conflict (key) do update
         set asked = excluded.asked, answer = '', expires_at = excluded.expires_at
         where request.expires_at <= ?
       returning key\`,
      [key, asked, expiresAt, now],
    );
    return claimed.length > 0;
  } catch (error) {
    const wasLocked = error instanceof DriverException && error.code === lockNotAvailable;
    throw wasLocked ? new KeyInUse(key) : error;
  }
`,
        `  // The mistake: between the look and the insert, another request does the same.
  const known = await em.findOne(RequestRow, key);
  if (known && known.expiresAt > now) return false;
  if (known) await em.nativeDelete(RequestRow, { key });
  await em.insert(RequestRow, { key, asked, expiresAt });
  return true;
`,
      ),
    ],
    claims: {
      'pressed-twice-two-instances': 'possible',
      'lost-reply-sent-again': 'prevented',
    },
  },
  {
    id: 'second-connection',
    title: 'the claim goes through a connection of its own',
    replacements: [throughAnotherConnection],
    claims: {
      'all-connections-taken': 'possible',
      'lost-reply-sent-again': 'possible',
    },
  },
  {
    id: 'second-connection-without-a-bound',
    title: 'the claim goes through a connection of its own, and waits for it without a bound',
    replacements: [throughAnotherConnection, inAccounts('connectionTimeoutMillis: 3000, ')],
    claims: { 'all-connections-taken': 'possible' },
  },
  {
    id: 'claimed-in-redis',
    title: 'keys and answers are kept in Redis',
    replacements: claimedInRedis,
    claims: {
      'lost-reply-sent-again': 'possible',
      'pressed-twice-two-instances': 'prevented',
    },
  },
  {
    id: 'named-withdrawals',
    title: 'a withdrawal is a row under a name that the client has given it',
    replacements: namedWithdrawals,
    claims: {
      'lost-reply-sent-again': 'prevented',
      'pressed-twice-two-instances': 'prevented',
      'refused-then-sent-again': 'possible',
      'expired-key-two-instances': 'possible',
    },
  },
  {
    id: 'processing-log',
    title: 'a log has the keys of all withdrawals that were made, without their answers',
    replacements: processingLog,
    claims: {
      'lost-reply-sent-again': 'prevented',
      'pressed-twice-two-instances': 'prevented',
      'refused-then-sent-again': 'possible',
      'expired-key-two-instances': 'prevented',
    },
  },
  {
    id: 'asked-for-the-commit',
    title: 'PostgreSQL is asked whether the transaction of the first request has committed',
    replacements: askedForTheCommit,
    claims: {
      'lost-reply-sent-again': 'prevented',
      'pressed-twice-two-instances': 'prevented',
      'refused-then-sent-again': 'prevented',
      'all-connections-taken': 'possible',
    },
  },
];
