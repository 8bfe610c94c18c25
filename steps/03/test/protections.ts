import type { Protection } from '@workbook/course';

/** Every step with a database keeps these. */
export const generatedIds: Protection = {
  id: 'generated-ids',
  title: 'the database gives out the ids',
  replacements: [
    {
      file: 'accounts.ts',
      find: 'const row = em.create(AccountRow, { owner, balance: opening });',
      replace: `const id = (await em.count(AccountRow)) + 1;
      const row = em.create(AccountRow, { id, owner, balance: opening });`,
    },
  ],
  races: ['two-openings', 'opening-after-a-close'],
  why: 'Two openings count the same rows, and a row that was closed is not counted any more.',
};

const ownEntityManagerText = {
  id: 'own-entity-manager',
  title: 'every call works on an entity manager of its own',
  replacements: [
    {
      file: 'accounts.ts',
      find: '  readonly #screen: Screen;\n\n  constructor(',
      replace: '  readonly #screen: Screen;\n  #em?: EntityManager;\n\n  constructor(',
    },
    {
      file: 'accounts.ts',
      find: 'return await work(this.#orm.em.fork());',
      replace: 'return await work((this.#em ??= this.#orm.em.fork()));',
    },
  ],
};

/** To steps that lose updates anyway, this one adds nothing. */
export const ownEntityManager: Protection = {
  ...ownEntityManagerText,
  equivalent:
    'A row that was read once is not read again, so the next change is computed from an old balance: a lost update, which this step does not prevent anyway. From step 07 on, races come back.',
  worth:
    'What one request has half done must not be saved by another one. A task of step 03 looks at what two instances see of each other.',
};

/** The same for steps that promise that no update is lost. */
export const ownEntityManagerNeeded: Protection = {
  ...ownEntityManagerText,
  races: ['lost-update-two-instances', 'overdraft-two-instances'],
  why: 'A row that was read once is not read again: what another instance changes stays unseen.',
};

export const closeOnlyEmpty: Protection = {
  id: 'close-only-empty',
  title: 'an account that holds money is not closed',
  replacements: [
    {
      file: 'accounts.ts',
      find: '      if (row.balance > 0) throw new AccountNotEmpty(id);\n',
      replace: '',
    },
  ],
  races: ['opening-after-a-close'],
  why: 'The money goes away with the account.',
};

export const refuseBeforeChange: Protection = {
  id: 'refuse-before-change',
  title: 'the credited account is looked up before the debit is written',
  replacements: [
    {
      file: 'accounts.ts',
      find: '      const credited = await rowOf(em, to);\n',
      replace: '',
    },
    {
      file: 'accounts.ts',
      find: '      const creditedBalance = balanceAfterDeposit(credited, amount);\n',
      replace: '',
    },
    {
      file: 'accounts.ts',
      find: '      credited.balance = creditedBalance;',
      replace: `      const credited = await rowOf(em, to);
      credited.balance = balanceAfterDeposit(credited, amount);`,
    },
  ],
  races: ['transfer-to-nobody'],
  why: 'The debit is in the database already when it turns out that there is no account to credit.',
};

/** What keeps the races of this step away, each with the code as it would be without it. */
export const protections: readonly Protection[] = [
  generatedIds,
  ownEntityManager,
  {
    id: 'one-row-a-write',
    title: 'a change writes its own row, not all that it knows',
    replacements: [
      {
        file: 'accounts.ts',
        find: `      const row = await rowOf(em, id);
      row.balance = balanceAfterDeposit(row, amount);
      await em.flush();`,
        replace: `      const rows = await em.findAll(AccountRow);
      const row = await rowOf(em, id);
      row.balance = balanceAfterDeposit(row, amount);
      for (const { id, balance } of rows) await em.nativeUpdate(AccountRow, { id }, { balance });`,
      },
    ],
    races: ['other-accounts-two-instances'],
    why: 'That is what the file of step 02 did: the instance that writes last puts every other account back to what it has read.',
  },
  refuseBeforeChange,
  closeOnlyEmpty,
  {
    id: 'refusals-have-names',
    title: 'what the database cannot do now is answered 503',
    replacements: [
      { file: 'accounts.ts', find: 'throw refusalOf(error);', replace: 'throw error;' },
    ],
    equivalent:
      'No order of these races makes the database refuse anything, and a crashed instance sends no answer. Tests that stop the database see it.',
    worth:
      'A client that is told 503 tries again; one that is told 500 reports a defect. The task cuts the way to the database, and looks.',
  },
];
