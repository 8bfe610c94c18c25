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

/**
 * Locks no owner when an account is opened: each account of an owner has a slot of its own, which the database keeps.
 * `checked` is what is looked at before, `why` stands above it.
 */
function inSlots(
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
const slotColumn = (column: string, unique: string) => [
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

const nullSlots = (unique: string) =>
  inSlots('1, null', {
    checked: '      checkAnotherAccount(owner, await em.count(AccountRow, { owner }));\n',
    why: 'The first account has the slot 1, another one has none.',
    table: slotColumn('p.integer().nullable()', unique),
  });

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
  {
    id: 'counted-then-summed',
    title: 'a report counts the accounts in one statement, and adds them up in the next',
    replacements: [
      inAccounts(
        `    // One statement: it sees all of the owner's accounts as they are at one moment.
    const rows = await this.#query((em) => em.find(AccountRow, { owner }));
    return { owner, accounts: rows.length, total: sumOf(rows) };
`,
        `    // The mistake: between the two, an account may come or go.
    return this.#query(async (em) => {
      const accounts = await em.count(AccountRow, { owner });
      return { owner, accounts, total: await heldBy(em, owner) };
    });
`,
      ),
    ],
    claims: {
      'report-during-an-opening-two-instances': 'possible',
      'report-during-a-transfer-two-instances': 'prevented',
    },
  },
  {
    id: 'unique-slots',
    title: 'each account of an owner has a slot, 1 or 2, and the database keeps the slots apart',
    replacements: inSlots('1, 2', {
      why: 'A slot that another opening has just taken is waited for, and then it is taken.',
      table: slotColumn('p.integer()', "{ properties: ['owner', 'slot'] }"),
    }),
    claims: {
      'two-openings-one-owner-two-instances': 'prevented',
      'first-openings-two-instances': 'prevented',
    },
  },
  {
    id: 'null-slots',
    title: 'only the first account of an owner has a slot, and the second has none',
    replacements: nullSlots("{ properties: ['owner', 'slot'] }"),
    claims: { 'two-openings-one-owner-two-instances': 'possible' },
  },
  {
    id: 'null-slots-not-distinct',
    title: 'the same, and no slot counts as one',
    replacements: nullSlots(`
    {
      name: 'one_account_in_each_slot',
      expression: \`alter table account add constraint one_account_in_each_slot
        unique nulls not distinct (owner, slot)\`,
    },
  `),
    claims: {
      'two-openings-one-owner-two-instances': 'prevented',
      'first-openings-two-instances': 'prevented',
    },
  },
  {
    id: 'exclusion-constraint',
    title: 'an exclusion constraint keeps the slots apart',
    replacements: inSlots('1, 2', {
      why: 'A slot that another opening has just taken is waited for, and then it is taken.',
      table: [
        inAccounts("import { createTables } from '@workbook/schema';\n"),
        inAccounts(
          `  await createTables(orm);
`,
          `  // The ORM has no word for such a constraint.
  await orm.em.execute(\`
    create table if not exists owner (name text primary key);
    create table if not exists account (
      id serial primary key,
      owner text not null references owner (name),
      balance bigint not null,
      slot int not null,
      exclude using btree (owner with =, slot with =)
    );
    create index if not exists account_owner_index on account (owner);
  \`);
`,
        ),
      ],
    }),
    claims: {
      'two-openings-one-owner-two-instances': 'prevented',
      'first-openings-two-instances': 'prevented',
    },
  },
  {
    id: 'advisory-lock',
    title: 'a lock on the name of the owner, in the transaction, stands for the rule',
    replacements: [
      inAccounts(
        '      await em.findOneOrFail(OwnerRow, owner, { lockMode: LockMode.PESSIMISTIC_WRITE });\n',
        "      await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [owner]);\n",
      ),
      inAccounts('  LockMode,\n'),
      inAccounts(
        `/** Locks the owners of these accounts, always in the order of their names: no two wait in a circle. */
async function lockOwnersOf(em: EntityManager, ids: number[]): Promise<void> {
  const names = em.createQueryBuilder(AccountRow).select('owner').where({ id: ids });
  await em.find(
    OwnerRow,
    { name: { $in: names } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { name: 'asc' } },
  );
}
`,
        `/** Locks the owners of these accounts, in the order of their hashes, which two names may share. */
async function lockOwnersOf(em: EntityManager, ids: number[]): Promise<void> {
  await em.execute(
    \`select pg_advisory_xact_lock(hash) from (
       select distinct hashtextextended(owner, 0) as hash from account where id in (?)
       order by hash
     ) as hashes\`,
    [ids],
  );
}
`,
      ),
    ],
    claims: {
      'two-openings-one-owner-two-instances': 'prevented',
      'first-openings-two-instances': 'prevented',
      'two-withdrawals-one-owner-two-instances': 'prevented',
      'crossed-transfers-two-instances': 'prevented',
    },
  },
];
