import type { Variant } from '@workbook/course';

/** Another version of this step's code. */
export const variants: readonly Variant[] = [
  {
    id: 'remembered-reads',
    title: 'an account that was read is remembered, and changed there by its own instance',
    replacements: [
      {
        file: 'accounts.ts',
        find: '  readonly #screen: Screen;\n\n  constructor',
        replace: `  readonly #screen: Screen;
  /** The mistake: no other instance can change what is in here. */
  readonly #remembered = new Map<number, Account>();

  constructor`,
      },
      {
        file: 'accounts.ts',
        find: '    return this.#query(async (em) => accountOf(await rowOf(em, id)));\n',
        replace: `    const remembered = this.#remembered.get(id);
    if (remembered) return remembered;
    const account = await this.#query(async (em) => accountOf(await rowOf(em, id)));
    this.#remembered.set(id, account);
    return account;
`,
      },
      {
        file: 'accounts.ts',
        find: '      return await work(this.#orm.em.fork());\n',
        replace: `      const result = await work(this.#orm.em.fork());
      this.#remembered.clear();
      return result;
`,
      },
    ],
    claims: { 'stale-read-two-instances': 'possible', 'two-openings': 'prevented' },
  },
  {
    id: 'shared-reads',
    title: 'a read of an account that is read already waits for that reply',
    replacements: [
      {
        file: 'accounts.ts',
        find: '  readonly #screen: Screen;\n\n  constructor',
        replace: `  readonly #screen: Screen;
  readonly #reads = new Map<number, Promise<Account>>();

  constructor`,
      },
      {
        file: 'accounts.ts',
        find: '    return this.#query(async (em) => accountOf(await rowOf(em, id)));\n',
        replace: `    // The mistake: what is on its way may have been read before a change that was answered since.
    const read =
      this.#reads.get(id) ??
      this.#query(async (em) => accountOf(await rowOf(em, id))).finally(() =>
        this.#reads.delete(id),
      );
    this.#reads.set(id, read);
    return read;
`,
      },
    ],
    claims: { 'late-reply-two-instances': 'possible', 'late-list-two-instances': 'prevented' },
  },
  {
    id: 'shared-lists',
    title: 'a list of all accounts waits for the reply to one that is under way',
    replacements: [
      {
        file: 'accounts.ts',
        find: '  readonly #screen: Screen;\n\n  constructor',
        replace: `  readonly #screen: Screen;
  #list: Promise<Account[]> | undefined;

  constructor`,
      },
      {
        file: 'accounts.ts',
        find: `    return this.#query(async (em) => {
      const rows = await em.findAll(AccountRow, { orderBy: { id: 'asc' } });
      return rows.map(accountOf);
    });
`,
        replace: `    // The mistake: what is on its way may have been read before a change that was answered since.
    this.#list ??= this.#query(async (em) => {
      const rows = await em.findAll(AccountRow, { orderBy: { id: 'asc' } });
      return rows.map(accountOf);
    }).finally(() => {
      this.#list = undefined;
    });
    return this.#list;
`,
      },
    ],
    claims: { 'late-list-two-instances': 'possible', 'late-reply-two-instances': 'prevented' },
  },
];
