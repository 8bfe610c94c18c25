import type { Replacement, Variant } from '@workbook/course';

/** Takes a piece of the code out, or puts another in its place. */
const inAccounts = (find: string, replace = ''): Replacement => ({
  file: 'accounts.ts',
  find,
  replace,
});

/** Locks nothing, and has the database look after transactions at this level: who comes second tries again. */
function atLevel(level: string, comment: string): readonly Replacement[] {
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

/** Other versions of this step's code, which its lesson runs. */
export const variants: readonly Variant[] = [
  {
    id: 'repeatable-read',
    title: 'no owner is locked; transactions are REPEATABLE READ, and tried again',
    replacements: atLevel(
      'REPEATABLE_READ',
      'on one snapshot; tried again when a row has changed since.',
    ),
    claims: {
      'two-openings-one-owner-two-instances': 'possible',
      'two-withdrawals-one-owner-two-instances': 'possible',
    },
  },
  {
    id: 'serializable',
    title: 'no owner is locked; transactions are SERIALIZABLE, and tried again',
    replacements: atLevel(
      'SERIALIZABLE',
      'as if it were alone; tried again when the database cannot grant that.',
    ),
    claims: {
      'two-openings-one-owner-two-instances': 'prevented',
      'two-withdrawals-one-owner-two-instances': 'prevented',
    },
  },
  {
    id: 'one-statement',
    title: 'one statement gets the owner’s row, or creates it',
    replacements: [
      inAccounts(
        `      // Two that open an owner's first account at once both find its row: one waits for the other.
      await em.execute('insert into owner (name) values (?) on conflict do nothing', [owner]);
      await em.findOneOrFail(OwnerRow, owner, { lockMode: LockMode.PESSIMISTIC_WRITE });
`,
        `      // The mistake: the SELECT has the snapshot of its statement, from before the wait of the INSERT.
      const [row] = await em.execute(
        \`with created as (
           insert into owner (name) values (?) on conflict do nothing returning name
         )
         select name from created union all select name from owner where name = ?\`,
        [owner, owner],
      );
      if (!row) throw new Unavailable('the owner was neither found nor created, try again');
      await em.findOneOrFail(OwnerRow, owner, { lockMode: LockMode.PESSIMISTIC_WRITE });
`,
      ),
      inAccounts(
        `const row = em.create(AccountRow, { owner, balance: opening });
      await em.flush();
      return accountOf(row);`,
        `const account = em.create(AccountRow, { owner, balance: opening });
      await em.flush();
      return accountOf(account);`,
      ),
    ],
    claims: { 'first-openings-two-instances': 'possible' },
  },
];
