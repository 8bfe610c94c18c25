import type { Replacement, Variant, VariantClaims } from '@workbook/course';

/** Begins each transaction at another isolation level, by these lines of `#transaction`. */
function atLevel(level: string, comment: string, lines: string): readonly Replacement[] {
  return [
    {
      file: 'accounts.ts',
      find: 'type EntityManager,',
      replace: 'type EntityManager,\n  IsolationLevel,',
    },
    {
      file: 'accounts.ts',
      find: `  /** All of the work, or none of it: what was changed is written, and committed, when \`work\` is done. */
  async #transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.#query((em) => em.transactional(work));
`,
      replace: `  /** All of the work, or none of it, ${comment} */
  async #transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const isolationLevel = IsolationLevel.${level};
${lines}`,
    },
  ];
}

/** Tries a transaction again that the database gave up. */
function triedAgain(level: string, comment: string): readonly Replacement[] {
  return [
    ...atLevel(
      level,
      comment,
      `    for (let tries = 1; ; tries += 1) {
      try {
        // Each try has a new entity manager: the rows of the last one are changed and out of date.
        return await this.#query((em) => em.transactional(work, { isolationLevel }));
      } catch (error) {
        // At once, without a pause: the transaction that it lost to has committed by now.
        if (tries === maxTries || !isSerializationFailure(error)) throw error;
      }
    }
`,
    ),
    {
      file: 'accounts.ts',
      find: "export const needs = ['postgres'] as const;\n",
      replace: `export const needs = ['postgres'] as const;

/** How often a transaction is tried before the caller is told to come back later. */
const maxTries = 3;
`,
    },
    {
      file: 'accounts.ts',
      find: `  const names = ['Error', 'error', 'AggregateError', 'AbortedTransactionError'];
  return error instanceof Error && names.includes(error.name);
}
`,
      replace: `  const names = ['Error', 'error', 'AggregateError', 'AbortedTransactionError'];
  return error instanceof Error && names.includes(error.name);
}

/**
 * Whether the database gave up a transaction that conflicted with another: SQLSTATE 40001. The
 * code decides, because MikroORM has one class for this and for deadlocks.
 */
function isSerializationFailure(error: unknown): boolean {
  const cause = error instanceof Unavailable ? error.cause : undefined;
  return isOfDatabase(cause) && cause.code === '40001';
}
`,
    },
  ];
}

const bothCount: VariantClaims = {
  'lost-update-two-instances': 'prevented',
  'overdraft-two-instances': 'prevented',
  'crossed-transfers-two-instances': 'prevented',
  'crash-in-a-transfer': 'prevented',
};

/** Other versions of this step's code, which its lesson runs. */
export const variants: readonly Variant[] = [
  {
    id: 'second-connection',
    title: 'a deposit looks for its account beside the transaction that it has begun',
    replacements: [
      {
        file: 'accounts.ts',
        find: `      const row = await rowOf(em, id);
      row.balance = balanceAfterDeposit(row, amount);
`,
        replace: `      // The mistake: this waits for another connection, and the transaction holds one already.
      const { balance } = await this.find(id);
      const row = await rowOf(em, id);
      row.balance = balanceAfterDeposit({ ...row, balance }, amount);
`,
      },
    ],
    claims: { 'all-connections-taken': 'possible', 'two-openings': 'prevented' },
  },
  {
    id: 'repeatable-read',
    title: 'transactions are REPEATABLE READ, and tried again',
    replacements: triedAgain(
      'REPEATABLE_READ',
      'on one snapshot; tried again when another transaction was first.',
    ),
    claims: bothCount,
  },
  {
    id: 'serializable',
    title: 'transactions are SERIALIZABLE, and tried again',
    replacements: triedAgain(
      'SERIALIZABLE',
      'as if it were alone; tried again when the database cannot grant that.',
    ),
    claims: bothCount,
  },
  {
    id: 'repeatable-read-once',
    title: 'transactions are REPEATABLE READ, and not tried again',
    replacements: atLevel(
      'REPEATABLE_READ',
      'on one snapshot of the accounts. Who comes second is refused.',
      '    return this.#query((em) => em.transactional(work, { isolationLevel }));\n',
    ),
    claims: {
      // Nothing is lost any more, but the client that comes second is turned away.
      'lost-update-two-instances': {
        verdict: 'possible',
        endings: [
          'A 200 ann 70; B 200 ann 120 → ann 120',
          'A 200 ann 70; B 503 unavailable → ann 70',
          'A 503 unavailable; B 200 ann 150 → ann 150',
        ],
      },
    },
  },
];

/** What the lesson says of this step's code without one of its protections. */
export const claimsWithout: Readonly<Record<string, VariantClaims>> = {
  'explicit-transaction': {
    'crash-in-a-transfer': 'prevented',
    'lost-update-two-instances': 'possible',
  },
};
