import type { Replacement } from '@workbook/course';

/** Takes a piece of the code out, or puts another in its place. */
export const inAccounts = (find: string, replace = ''): Replacement => ({
  file: 'accounts.ts',
  find,
  replace,
});

/** Locks nothing, and has the database look after transactions at this level: who comes second tries again. */
export function atLevel(level: string, comment: string): readonly Replacement[] {
  return [
    inAccounts('type EntityManager,\n  LockMode,', 'type EntityManager,\n  IsolationLevel,'),
    inAccounts(
      "export const needs = ['postgres'] as const;\n",
      `export const needs = ['postgres'] as const;

/** How often a transaction is tried before the caller is told to come back later. */
const maxTries = 3;
`,
    ),
    inAccounts(
      '      await em.findOneOrFail(OwnerRow, owner, { lockMode: LockMode.PESSIMISTIC_WRITE });\n',
    ),
    ...[
      'row.balance = balanceAfterDeposit',
      'row.balance = balanceAfterOverdraft',
      'if (row.balance !== 0)',
    ].map((next) =>
      inAccounts(
        `const row = await lockedRowOf(em, id);\n      ${next}`,
        `const row = await rowOf(em, id);\n      ${next}`,
      ),
    ),
    inAccounts('      await lockOwnersOf(em, [from, to]);\n'),
    inAccounts(`/** The row as it is once its owner is locked: no account of that owner changes until the transaction ends. */
async function lockedRowOf(em: EntityManager, id: number): Promise<AccountRow> {
  await lockOwnersOf(em, [id]);
  return rowOf(em, id);
}

/** Locks the owners of these accounts, always in the order of their names: no two wait in a circle. */
async function lockOwnersOf(em: EntityManager, ids: number[]): Promise<void> {
  const names = em.createQueryBuilder(AccountRow).select('owner').where({ id: ids });
  await em.find(
    OwnerRow,
    { name: { $in: names } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { name: 'asc' } },
  );
}

`),
    inAccounts(
      `  /** All of the work, or none of it: what was changed is written, and committed, when \`work\` is done. */
  async #transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.#query((em) => em.transactional(work));
`,
      `  /** All of the work, or none of it, ${comment} */
  async #transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const isolationLevel = IsolationLevel.${level};
    for (let tries = 1; ; tries += 1) {
      try {
        // Each try has a new entity manager: the rows of the last one are out of date.
        return await this.#query((em) => em.transactional(work, { isolationLevel }));
      } catch (error) {
        if (tries === maxTries || !isSerializationFailure(error)) throw error;
      }
    }
`,
    ),
    inAccounts(
      `  return error instanceof Error && names.includes(error.name);
}
`,
      `  return error instanceof Error && names.includes(error.name);
}

/** Whether the database gave up a transaction that conflicted with another: SQLSTATE 40001. */
function isSerializationFailure(error: unknown): boolean {
  const cause = error instanceof Unavailable ? error.cause : undefined;
  return isOfDatabase(cause) && cause.code === '40001';
}
`,
    ),
  ];
}

/**
 * Locks no owner when an account is opened: each account of an owner has a slot of its own, which the database keeps.
 * `checked` is what is looked at before, `why` stands above it.
 */
export function inSlots(
  slots: string,
  { checked = '', why, table }: { checked?: string; why: string; table: readonly Replacement[] },
): readonly Replacement[] {
  return [
    ...(checked === '' ? [inAccounts('  checkAnotherAccount,\n')] : []),
    inAccounts('  type OpenAccounts,\n', '  maxAccountsOfOwner,\n  type OpenAccounts,\n'),
    inAccounts(
      '  Unavailable,\n  UnknownAccount,',
      '  TooManyAccounts,\n  Unavailable,\n  UnknownAccount,',
    ),
    ...table,
    inAccounts(
      `      // Two that open an owner's first account at once both find its row: one waits for the other.
      await em.execute('insert into owner (name) values (?) on conflict do nothing', [owner]);
      await em.findOneOrFail(OwnerRow, owner, { lockMode: LockMode.PESSIMISTIC_WRITE });
      checkAnotherAccount(owner, await em.count(AccountRow, { owner }));
      const row = em.create(AccountRow, { owner, balance: opening });
      await em.flush();
      return accountOf(row);
`,
      `      await em.execute('insert into owner (name) values (?) on conflict do nothing', [owner]);
${checked}      // ${why}
      for (const slot of [${slots}]) {
        const [row] = await em.execute<{ id: number }[]>(
          \`insert into account (owner, balance, slot) values (?, ?, ?)
           on conflict do nothing returning id\`,
          [owner, opening, slot],
        );
        if (row) return { id: row.id, owner, balance: opening };
      }
      throw new TooManyAccounts(owner, maxAccountsOfOwner);
`,
    ),
  ];
}

/** The account's slot, and what the database keeps of it. */
export const slotColumn = (column: string, unique: string) => [
  inAccounts(
    `    balance: p.bigint('number'),
  },
});

class AccountRow`,
    `    balance: p.bigint('number'),
    slot: ${column},
  },
  uniques: [${unique}],
});

class AccountRow`,
  ),
];

export const nullSlots = (unique: string) =>
  inSlots('1, null', {
    checked: '      checkAnotherAccount(owner, await em.count(AccountRow, { owner }));\n',
    why: 'The first account has the slot 1, another one has none.',
    table: slotColumn('p.integer().nullable()', unique),
  });
