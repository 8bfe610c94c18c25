import type { Variant } from '@workbook/course';
import { atLevel, inAccounts, inSlots, nullSlots, slotColumn } from './replacements.ts';

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
    id: 'owner-deleted',
    title: 'who closes the last account of an owner deletes the row of the owner, too',
    replacements: [
      inAccounts(
        `      em.remove(row);
`,
        `      await em.remove(row).flush();
      // The mistake: an opening that has just found the owner's row does not find it to lock it.
      if ((await em.count(AccountRow, { owner: row.owner })) === 0)
        await em.nativeDelete(OwnerRow, { name: row.owner });
`,
      ),
    ],
    claims: { 'close-and-open-one-owner-two-instances': 'possible' },
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
    id: 'shared-reports',
    title: 'a report waits for the reply to one of the same owner that is under way',
    replacements: [
      inAccounts(
        '  readonly #screen: Screen;\n\n  constructor',
        `  readonly #screen: Screen;
  readonly #reports = new Map<string, Promise<OwnerReport>>();

  constructor`,
      ),
      inAccounts(
        `    const rows = await this.#query((em) => em.find(AccountRow, { owner }));
    return { owner, accounts: rows.length, total: sumOf(rows) };
`,
        `    // The mistake: what is on its way may have been read before a change that was answered since.
    const report =
      this.#reports.get(owner) ??
      this.#query(async (em) => {
        const rows = await em.find(AccountRow, { owner });
        return { owner, accounts: rows.length, total: sumOf(rows) };
      }).finally(() => this.#reports.delete(owner));
    this.#reports.set(owner, report);
    return report;
`,
      ),
    ],
    claims: { 'late-report-two-instances': 'possible', 'late-reply-two-instances': 'prevented' },
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
