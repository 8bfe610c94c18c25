// oxlint-disable max-lines -- One list, which is read from top to bottom.
import type { Replacement } from '@workbook/course';

/** The finished code of a step, changed so that one behaviour is not kept any more. */
export interface WrongStep {
  readonly behaviour: string;
  readonly step: string;
  /** What is wrong with it, for the test's name. */
  readonly by: string;
  readonly replacements: readonly Replacement[];
  /** What the judge says. */
  readonly why: RegExp;
}

const inAccounts = (find: string, replace: string): Replacement => ({
  file: 'accounts.ts',
  find,
  replace,
});

/** At least one for each behaviour. */
export const wrongSteps: readonly WrongStep[] = [
  {
    behaviour: 'starts-without-a-file',
    step: '02',
    by: 'a service that makes no file of its own',
    replacements: [
      inAccounts('  await accounts.list();\n  return accounts;', '  return accounts;'),
      inAccounts("if (error.code === 'ENOENT') return undefined;", ''),
    ],
    why: /^expected an empty bank where there is no file yet, and the list of accounts was answered 503/,
  },
  {
    behaviour: 'leaves-foreign-files',
    step: '02',
    by: 'an empty bank in place of what cannot be read',
    replacements: [
      inAccounts(
        'if (contents.success) return contents.data;',
        'return contents.success ? contents.data : { nextId: 1, accounts: [] };',
      ),
    ],
    why: /^expected to be refused where the file holds a text, and afterwards the account that held 1234567 is listed with 1$/,
  },
  {
    behaviour: 'leaves-foreign-files',
    step: '02',
    by: 'JSON of any kind',
    replacements: [
      inAccounts(
        'const contents = Contents.safeParse(jsonOf(bytes));',
        `const json = jsonOf(bytes) as Contents | undefined;
    if (json) return { nextId: json.nextId ?? 1, accounts: json.accounts ?? [] };
    const contents = Contents.safeParse(json);`,
      ),
    ],
    why: /^expected to be refused where the file holds the JSON of another program, and afterwards the account/,
  },
  {
    behaviour: 'leaves-foreign-files',
    step: '02',
    by: 'an empty bank in place of accounts that are cut off',
    replacements: [
      inAccounts(
        'const contents = Contents.safeParse(jsonOf(bytes));',
        `const isCut = String(bytes).startsWith('{"nextId"') && jsonOf(bytes) === undefined;
    const contents = Contents.safeParse(isCut ? { nextId: 1, accounts: [] } : jsonOf(bytes));`,
      ),
    ],
    why: /^expected to be refused where the file holds half of the accounts, and afterwards the account/,
  },
  {
    behaviour: 'leaves-foreign-files',
    step: '02',
    by: 'a start that deletes what it cannot read',
    replacements: [
      inAccounts(
        '  await accounts.list();\n',
        "  await accounts.list().catch(() => rm(join(dataFolder, 'accounts.json')));\n",
      ),
      inAccounts('import { readFile }', 'import { readFile, rm }'),
    ],
    why: /^expected to be refused where the file holds a text, and the list of accounts was answered 200$/,
  },
  {
    behaviour: 'leaves-foreign-files',
    step: '02',
    by: 'a refusal that moves the file away',
    replacements: [
      inAccounts(
        'if (contents.success) return contents.data;',
        `if (contents.success) return contents.data;
    await rename(this.#path, \`\${this.#path}.damaged\`).then(() => writeFile(this.#path, '?'));`,
      ),
      inAccounts('import { readFile }', 'import { readFile, rename, writeFile }'),
    ],
    why: /^expected that a text in place of the file is left alone, and it is gone$/,
  },
  {
    behaviour: 'leaves-foreign-files',
    step: '02',
    by: 'a refusal for ever',
    replacements: [
      inAccounts(
        'readonly #lock = new AsyncLock();',
        'readonly #lock = new AsyncLock();\n  #refused: ReturnType<typeof Contents.safeParse> | undefined;',
      ),
      inAccounts(
        'const contents = Contents.safeParse(jsonOf(bytes));',
        `const contents = this.#refused ?? Contents.safeParse(jsonOf(bytes));
    if (!contents.success) this.#refused = contents;`,
      ),
    ],
    why: /^expected to be .* a text, and a deposit is answered 503 when the file is repaired$/,
  },
  {
    behaviour: 'screens-outside',
    step: '02',
    by: 'a screening that holds the lock of the file',
    replacements: [
      inAccounts(
        `    await this.#screen({ kind: 'withdrawal', account: id, amount });
    return this.#change((contents) => {`,
        `    const screen = () => this.#screen({ kind: 'withdrawal', account: id, amount });
    await this.#lock.acquire('file', AsyncResource.bind(screen));
    return this.#change((contents) => {`,
      ),
    ],
    why: /^expected that withdrawals are screened side by side, and one waits while another is screened$/,
  },
  {
    behaviour: 'screens-outside',
    step: '04',
    by: 'a screening that holds the lock of the account',
    replacements: [
      inAccounts(
        `    await this.#screen({ kind: 'transfer', account: from, to, amount });
    return this.#locked([from, to], async (em) => {`,
        `    return this.#locked([from, to], async (em) => {
      await this.#screen({ kind: 'transfer', account: from, to, amount });`,
      ),
    ],
    why: /^expected that transfers are screened side by side, and one waits/,
  },
  {
    behaviour: 'screens-outside',
    step: '05',
    by: 'a screening that holds a connection of the pool',
    replacements: [
      inAccounts(
        `    await this.#screen({ kind: 'withdrawal', account: id, amount });
    return this.#transaction(async (em) => {
      const row = await rowOf(em, id);`,
        `    return this.#transaction(async (em) => {
      const row = await rowOf(em, id);
      await this.#screen({ kind: 'withdrawal', account: id, amount });`,
      ),
      inAccounts(
        `    await this.#screen({ kind: 'transfer', account: from, to, amount });
    return this.#transaction(async (em) => {
      const debited = await rowOf(em, from);`,
        `    return this.#transaction(async (em) => {
      const debited = await rowOf(em, from);
      await this.#screen({ kind: 'transfer', account: from, to, amount });`,
      ),
    ],
    why: /^expected that a deposit goes on while withdrawals are screened, .* and it waits/,
  },
  {
    behaviour: 'screens-outside',
    step: '05',
    by: 'a screening of transfers that holds a connection of the pool',
    replacements: [
      inAccounts(
        `    await this.#screen({ kind: 'transfer', account: from, to, amount });
    return this.#transaction(async (em) => {
      const debited = await rowOf(em, from);`,
        `    return this.#transaction(async (em) => {
      const debited = await rowOf(em, from);
      await this.#screen({ kind: 'transfer', account: from, to, amount });`,
      ),
    ],
    why: /^expected that a deposit goes on while transfers are screened, .* and it waits/,
  },
  {
    behaviour: 'screens-outside',
    step: '06',
    by: 'a screening that holds the row',
    replacements: [
      inAccounts(
        `    await this.#screen({ kind: 'withdrawal', account: id, amount });
    return this.#transaction(async (em) => {
      const row = await lockedRowOf(em, id);`,
        `    return this.#transaction(async (em) => {
      const row = await lockedRowOf(em, id);
      await this.#screen({ kind: 'withdrawal', account: id, amount });`,
      ),
    ],
    why: /^expected that .* waits/,
  },
  {
    behaviour: 'screens-outside',
    step: '06',
    by: 'no screening at all',
    replacements: [
      inAccounts(`    await this.#screen({ kind: 'withdrawal', account: id, amount });\n`, ''),
    ],
    why: /^expected that withdrawals are screened, and one was not$/,
  },
  {
    behaviour: 'needs-postgres',
    step: '03',
    by: 'a step that does not say it',
    replacements: [inAccounts('export const needs', 'const needs')],
    why: /^expected an exported list `needs` with 'postgres' in it, and there is none$/,
  },
  {
    behaviour: 'makes-tables-once',
    step: '03',
    by: 'tables that are made in createAccounts only',
    replacements: [
      inAccounts('export async function createSchema', 'async function createSchema'),
      inAccounts(
        '  return new DatabaseAccounts(await connect(postgres), screen);',
        `  await createSchema({ postgres } as Resources);
  return new DatabaseAccounts(await connect(postgres), screen);`,
      ),
    ],
    why: /^expected an exported function createSchema, and there is none$/,
  },
  {
    behaviour: 'makes-tables-once',
    step: '03',
    by: 'tables that are dropped and made anew',
    replacements: [
      inAccounts(
        '  await createTables(orm);',
        "  await orm.em.fork().execute('drop table if exists account');\n  await createTables(orm);",
      ),
    ],
    why: /^expected that createSchema leaves the accounts alone, and afterwards one was answered 404$/,
  },
  {
    behaviour: 'keeps-large-balances',
    step: '03',
    by: 'a balance of 32 bits',
    replacements: [inAccounts("balance: p.bigint('number'),", 'balance: p.integer(),')],
    why: /^expected that an account can be opened with 3000000000, and that was answered 500$/,
  },
  {
    behaviour: 'stores-as-before',
    step: '04',
    by: 'a balance of 32 bits',
    replacements: [inAccounts("balance: p.bigint('number'),", 'balance: p.integer(),')],
    why: /^expected that an account can be opened with 3000000000, and that was answered 500$/,
  },
  {
    behaviour: 'stores-as-before',
    step: '05',
    by: 'tables that are dropped and made anew',
    replacements: [
      inAccounts(
        '  await createTables(orm);',
        "  await orm.em.fork().execute('drop table if exists account');\n  await createTables(orm);",
      ),
    ],
    why: /^expected that createSchema leaves the accounts alone, and afterwards one was answered 404$/,
  },
  {
    behaviour: 'stores-as-before',
    step: '06',
    by: 'errors of the driver that come through',
    replacements: [inAccounts('throw refusalOf(error);', 'throw error;')],
    why: /^expected that GET \/accounts\/\d is answered 503 while the database is away, and it was answered 500$/,
  },
  {
    behaviour: 'stores-as-before',
    step: '07',
    by: 'a pool that stays open',
    replacements: [inAccounts('    await this.#orm.close();\n', '')],
    why: /^expected that \[Symbol.asyncDispose\] closes all connections, and \d (is|are) left$/,
  },
  {
    behaviour: 'stores-as-before',
    step: '08',
    by: 'a cache that no change reaches',
    replacements: [inAccounts('      await this.#cache.forget(ids);\n', '')],
    why: /^expected that an instance reads the 150 which another one has stored, and it reads 100$/,
  },
  {
    behaviour: 'survives-a-failed-statement',
    step: '06',
    by: 'an answer that stands whatever becomes of the commit',
    replacements: [
      inAccounts(
        'return this.#query((em) => em.transactional(work));',
        `const done: T[] = [];
    return this.#query((em) =>
      em.transactional(async (tx) => {
        done.push(await work(tx));
        return done[0] as T;
      }),
    ).catch((error: unknown) => {
      if (done.length === 0) throw error;
      return done[0] as T;
    });`,
      ),
    ],
    why: /^expected that POST \/accounts\/\d\/deposits is refused when the database ends its commit, and it was answered 200 although nothing has changed$/,
  },
  {
    behaviour: 'survives-a-failed-statement',
    step: '08',
    by: 'a commit that fails and is a defect',
    replacements: [
      inAccounts("'AggregateError', 'AbortedTransactionError'", "'AggregateError'"),
      inAccounts("['Error', 'error', ", "['Error', "),
    ],
    why: /^expected that POST \/accounts\/\d\/deposits is answered 503 when the database ends its commit, and it was answered 500$/,
  },
  {
    behaviour: 'keeps-the-pool-size',
    step: '03',
    by: 'a pool of any size',
    replacements: [inAccounts('pool: { max: poolSize },', 'pool: { max: poolSize + 100 },')],
    why: /^expected 4 connections at most with a poolSize of 4, and 6 requests had one each$/,
  },
  {
    behaviour: 'closes-its-connections',
    step: '03',
    by: 'a pool that stays open',
    replacements: [inAccounts('    await this.#orm.close();\n', '')],
    why: /^expected that \[Symbol.asyncDispose\] closes all connections, and 1 is left$/,
  },
  {
    behaviour: 'sees-other-instances',
    step: '03',
    by: 'one entity manager for all requests',
    replacements: [
      inAccounts(
        '  readonly #screen: Screen;\n\n  constructor(',
        '  readonly #screen: Screen;\n  #em?: EntityManager;\n\n  constructor(',
      ),
      inAccounts(
        'return await work(this.#orm.em.fork());',
        'return await work((this.#em ??= this.#orm.em.fork()));',
      ),
    ],
    why: /^expected that an instance reads the 150 which another one has stored, and it reads 100$/,
  },
  {
    behaviour: 'refuses-without-database',
    step: '03',
    by: 'errors of the driver that come through',
    replacements: [inAccounts('throw refusalOf(error);', 'throw error;')],
    why: /^expected that GET \/accounts\/1 is answered 503 while the database is away, and it was answered 500$/,
  },
  {
    behaviour: 'serves-more-than-the-pool',
    step: '03',
    by: 'a refusal while all connections are taken',
    replacements: [
      inAccounts(
        '  readonly #screen: Screen;\n\n  constructor(',
        '  readonly #screen: Screen;\n  #free = 4;\n\n  constructor(',
      ),
      inAccounts(
        'return await work(this.#orm.em.fork());',
        `if (this.#free === 0) throw new Unavailable('all connections are taken');
      this.#free -= 1;
      return await work(this.#orm.em.fork()).finally(() => (this.#free += 1));`,
      ),
    ],
    why: /^expected that 6 deposits at once are all answered 200 with a poolSize of 4, and 4 were$/,
  },
  {
    behaviour: 'serves-more-than-the-pool',
    step: '05',
    by: 'a transaction that waits for a second connection',
    replacements: [
      inAccounts(
        `      const row = await rowOf(em, id);
      row.balance = balanceAfterDeposit(row, amount);`,
        `      await rowOf(this.#orm.em.fork(), id);
      const row = await rowOf(em, id);
      row.balance = balanceAfterDeposit(row, amount);`,
      ),
    ],
    why: /^expected that 6 deposits at once are all answered 200 with a poolSize of 4, and [0-5] were$/,
  },
  {
    behaviour: 'survives-a-failed-statement',
    step: '03',
    by: 'an error that is remembered',
    replacements: [
      inAccounts(
        '  readonly #screen: Screen;\n\n  constructor(',
        '  readonly #screen: Screen;\n  #failed: unknown;\n\n  constructor(',
      ),
      inAccounts(
        'return await work(this.#orm.em.fork());',
        'if (this.#failed) throw this.#failed;\n      return await work(this.#orm.em.fork());',
      ),
      inAccounts('throw refusalOf(error);', 'throw (this.#failed ??= refusalOf(error));'),
    ],
    why: /^expected that GET \/accounts\/1 is served when it comes again after a statement of it has failed, and it was answered 503$/,
  },
  {
    behaviour: 'survives-a-failed-statement',
    step: '03',
    by: 'an id that is asked of whichever session is free',
    replacements: [
      inAccounts(
        '      await em.flush();\n      return accountOf(row);\n    });\n  }\n\n  async find(',
        `      await em.flush();
      const [last] = await em.fork().execute<{ id: string }[]>('select lastval() as id');
      return accountOf(await rowOf(em, Number(last?.id)));
    });
  }

  async find(`,
      ),
    ],
    why: /^expected that another account can be opened, and it was answered [45]\d\d/,
  },
  {
    behaviour: 'survives-a-failed-statement',
    step: '03',
    by: 'errors of the driver that come through',
    replacements: [inAccounts('throw refusalOf(error);', 'throw error;')],
    why: /^expected that GET \/accounts\/1 is answered 503 when the database ends its first statement, and it was answered 500$/,
  },
  {
    behaviour: 'survives-a-failed-statement',
    step: '04',
    by: 'a lock that a failure keeps',
    replacements: [
      inAccounts(
        'return this.#query(work);\n    });\n    return this.#locks.acquire(keys, locked).catch(',
        `return this.#query(work).then(answer.resolve, (error) => {
        answer.reject(error);
        return error instanceof Unavailable ? new Promise<void>(() => {}) : undefined;
      });
    });
    const answer = Promise.withResolvers<T>();
    void this.#locks.acquire(keys, locked);
    return answer.promise.catch(`,
      ),
    ],
    why: /^expected that POST .* is served when it comes again .*, and it was not answered within 10 s$/,
  },
  {
    behaviour: 'survives-a-failed-statement',
    step: '05',
    by: 'a transaction that stays open',
    replacements: [
      inAccounts(
        'return this.#query(async (em) => accountOf(await rowOf(em, id)));',
        `return this.#query(async (em) => {
      const other = em.fork();
      await other.begin();
      return accountOf(await rowOf(other, id));
    });`,
      ),
    ],
    why: /^expected that no transaction is open when every request has its answer, and before GET/,
  },
  {
    behaviour: 'survives-a-failed-statement',
    step: '08',
    by: 'a transfer that is done although it was refused',
    replacements: [
      inAccounts(
        '        return await this.#locked(ordered, () => this.#fenced(ordered, work));',
        `        return await this.#locked(ordered, () =>
          this.#fenced(ordered, work).catch(async (error) => {
            if (error instanceof Unavailable && ids.length === 2) await this.#fenced(ordered, work);
            throw error;
          }),
        );`,
      ),
    ],
    why: /^expected a balance of 98 after changes of which some failed, and it is 96$/,
  },
  {
    behaviour: 'survives-a-lost-commit',
    step: '05',
    by: 'a transfer that is tried again whatever has failed',
    replacements: [
      inAccounts(
        'return this.#query((em) => em.transactional(work));',
        'return this.#query((em) => em.transactional(work).catch(() => em.transactional(work)));',
      ),
    ],
    why: /^expected that POST \/accounts\/\d\/deposits is done once at most when the connection breaks before its commit is answered/,
  },
  {
    behaviour: 'survives-a-lost-commit',
    step: '05',
    by: 'a lost answer that is taken for a refusal of the bank',
    replacements: [
      inAccounts(
        'throw refusalOf(error);',
        'throw isOfDatabase(error) ? new AccountNotEmpty(0) : error;',
      ),
    ],
    why: /^expected that POST .* is answered 503 .*, as it may be done, and it was answered 409 although it is done$/,
  },
  {
    behaviour: 'keeps-its-context',
    step: '04',
    by: 'a function that is not bound',
    replacements: [
      inAccounts('AsyncResource.bind(() => {\n      begun', '(() => {\n      begun'),
      inAccounts("import { AsyncResource } from 'node:async_hooks';\n", ''),
    ],
    why: /^expected that a deposit which has waited .* and its "commit" was sent in the context of the other$/,
  },
  {
    behaviour: 'keeps-its-context',
    step: '04',
    by: 'a function that is not bound, where no request waits for longer than two seconds',
    replacements: [
      inAccounts('new AsyncLock()', 'new AsyncLock({ timeout: 2000 })'),
      inAccounts('AsyncResource.bind(() => {\n      begun', '(() => {\n      begun'),
      inAccounts("import { AsyncResource } from 'node:async_hooks';\n", ''),
    ],
    why: /^expected that a deposit which has waited .* and its "commit" was sent in the context of the other$/,
  },
  {
    behaviour: 'one-transaction-a-change',
    step: '05',
    by: 'a read before the transaction',
    replacements: [
      inAccounts(
        'return this.#query((em) => em.transactional(work));',
        `return this.#query(async (em) => {
      const result = await work(em);
      await em.flush();
      return result;
    });`,
      ),
    ],
    why: /^expected that a deposit reads and writes in one transaction, and it took 2: SELECT; then UPDATE$/,
  },
  {
    behaviour: 'reads-without-waiting',
    step: '06',
    by: 'readers that lock',
    replacements: [
      inAccounts(
        'accountOf(await rowOf(em, id))',
        'em.transactional(async (tx) => accountOf(await lockedRowOf(tx, id)))',
      ),
    ],
    why: /^expected that GET \/accounts\/1 is answered 200 while the row is locked, and it was answered 503$/,
  },
  {
    behaviour: 'bounds-its-wait',
    step: '06',
    by: 'a wait without end',
    replacements: [inAccounts(', lock_timeout: lockTimeoutMs }', ' }')],
    why: /^expected that POST \/accounts\/1\/deposits is answered 503 .* it was not answered within 10 s$/,
  },
  {
    behaviour: 'bounds-its-wait',
    step: '10',
    by: 'an answer that is kept although it is none',
    replacements: [
      {
        file: 'requests.ts',
        find: '    if (!(error instanceof DomainError)) throw error;\n',
        replace: `    if (!(error instanceof DomainError))
      return textOf({ refused: 'unavailable', message: 'try again' });
`,
      },
    ],
    why: /^expected that POST \/accounts\/1\/deposits is answered 200 when it is sent again once the row is free, and it was answered 503$/,
  },
  {
    behaviour: 'changes-at-once',
    step: '06',
    by: 'a balance that was read without the lock',
    replacements: [
      inAccounts(
        'const row = await em.findOne(AccountRow, id, { lockMode: LockMode.PESSIMISTIC_WRITE });',
        'const row = await em.findOne(AccountRow, id);',
      ),
    ],
    why: /^expected that a withdrawal of 80 and a deposit of 50, which come at once for an account of 100, both count or are refused, and they were answered 200 and 200, and it holds (?:20|150)$/,
  },
  {
    behaviour: 'counts-at-once',
    step: '09',
    by: 'an owner that another opening has made, and that counts as an account',
    replacements: [
      inAccounts(
        "      await em.execute('insert into owner (name) values (?) on conflict do nothing', [owner]);",
        `      const made = await em.execute(
        'insert into owner (name) values (?) on conflict do nothing returning name',
        [owner],
      );`,
      ),
      inAccounts(
        'checkAnotherAccount(owner, await em.count(AccountRow, { owner }));',
        'checkAnotherAccount(owner, (await em.count(AccountRow, { owner })) + 1 - made.length);',
      ),
    ],
    why: /^expected that an owner of no account who opens two at once gets both, and one was refused with too_many_accounts$/,
  },
  {
    behaviour: 'counts-at-once',
    step: '09',
    by: 'one statement that counts and adds, and is a transaction by itself',
    replacements: [
      inAccounts(
        `    return this.#transaction(async (em) => {
      // Two that open an owner's first account at once both find its row: one waits for the other.
`,
        '    return this.#query(async (em) => {\n',
      ),
      inAccounts(
        `      await em.findOneOrFail(OwnerRow, owner, { lockMode: LockMode.PESSIMISTIC_WRITE });
      checkAnotherAccount(owner, await em.count(AccountRow, { owner }));
      const row = em.create(AccountRow, { owner, balance: opening });
      await em.flush();
      return accountOf(row);
`,
        `      const [row] = await em.execute<{ id: number }[]>(
        \`insert into account (owner, balance)
         select ?, ? where (select count(*) from account where owner = ?) < 2 returning id\`,
        [owner, opening, owner],
      );
      if (!row) checkAnotherAccount(owner, 2);
      return { id: row?.id ?? 0, owner, balance: opening };
`,
      ),
    ],
    why: /^expected that an owner of one account who opens two at once has two, and there are 3: each was counted/,
  },
  {
    behaviour: 'adds-up-at-once',
    step: '09',
    by: 'one statement that adds up and takes',
    replacements: [
      inAccounts(
        `      const row = await lockedRowOf(em, id);
      row.balance = balanceAfterOverdraft(row, await heldBy(em, row.owner), amount);
      return accountOf(row);
    });`,
        `      const row = await rowOf(em, id);
      balanceAfterOverdraft(row, await heldBy(em, row.owner), amount);
      const [taken] = await em.execute<{ balance: string }[]>(
        \`update account set balance = balance - ?
         where id = ? and (select sum(balance) from account where owner = ?) >= ? returning balance\`,
        [amount, id, row.owner, amount],
      );
      return { id, owner: row.owner, balance: Number(taken?.balance) };
    });`,
      ),
    ],
    why: /^expected that one is refused when a withdrawal of 80 and a withdrawal of 80 come at once for an owner who has 100, and both were done/,
  },
  {
    behaviour: 'adds-up-at-once',
    step: '09',
    by: 'a balance that was read beside the row',
    replacements: [
      inAccounts(
        `      const row = await lockedRowOf(em, id);
      row.balance = balanceAfterDeposit(row, amount);
      return accountOf(row);
    });`,
        `      const [row] = await em.execute<{ owner: string; balance: string }[]>(
        \`update account set balance = (select balance from account where id = ?) + ?
         where id = ? returning owner, balance\`,
        [id, amount, id],
      );
      if (!row) throw new UnknownAccount(id);
      return { id, owner: row.owner, balance: Number(row.balance) };
    });`,
      ),
    ],
    why: /^expected that 100 are left by what was answered 200 when a withdrawal of 80 and a deposit of 80 come at once .* and it is (?:180|20)$/,
  },
  {
    behaviour: 'keys-at-once',
    step: '10',
    by: 'a claim that the second request has as well',
    replacements: [
      {
        file: 'requests.ts',
        find: '    return claimed.length > 0;',
        replace: '    return claimed.length >= 0;',
      },
    ],
    why: /^expected that a withdrawal that comes twice at once with one key is done once, and it was done twice$/,
  },
  {
    behaviour: 'decides-without-locks',
    step: '07',
    by: 'a row that is locked when it is read',
    replacements: [
      inAccounts(
        'const row = await em.findOne(AccountRow, id);',
        'const row = await em.findOne(AccountRow, id, { lockMode: em.isInTransaction() ? 3 : 0 });',
      ),
    ],
    why: /^expected that a deposit goes through while a deposit of the same account has read and written nothing yet, and it waits for a lock$/,
  },
  {
    behaviour: 'decides-without-locks',
    step: '07',
    by: 'a row that is locked, and skipped where it is locked already',
    replacements: [
      inAccounts(
        'const row = await em.findOne(AccountRow, id);',
        'const row = await em.findOne(AccountRow, id, { lockMode: em.isInTransaction() ? 4 : 0 });',
      ),
    ],
    why: /^expected that a deposit goes through while a deposit of the same account has read and written nothing yet, and it was answered 404$/,
  },
  {
    behaviour: 'refuses-old-versions',
    step: '07',
    by: 'versions that are only not to be older',
    replacements: [
      inAccounts(
        'if (expectedVersion !== undefined && row.version !== expectedVersion) {',
        'if (expectedVersion !== undefined && row.version > expectedVersion) {',
      ),
    ],
    why: /^expected that POST \/accounts\/1\/deposits is answered 412 when it names a version that is still to come, and it was answered 200$/,
  },
  {
    behaviour: 'forgets-what-changed',
    step: '08',
    by: 'a rename that tells only the database',
    replacements: [
      inAccounts(
        `    checkOwner(owner);
    return this.#change([id], async (em) => {`,
        `    checkOwner(owner);
    return this.#query(async (em) => {`,
      ),
    ],
    why: /^expected that a reader is told "anna 100" after PATCH .*, and it was "ann 100"$/,
  },
  {
    behaviour: 'forgets-what-changed',
    step: '08',
    by: 'a transfer that forgets the first of its accounts only',
    replacements: [
      inAccounts('await this.#cache.forget(ids);', 'await this.#cache.forget(ids.slice(0, 1));'),
    ],
    why: /^expected that a reader is told "bob 130" after POST \/transfers, and it was "bob 100"$/,
  },
  {
    behaviour: 'refuses-old-versions',
    step: '07',
    by: 'a closing of any version',
    replacements: [
      inAccounts(
        `      const row = await rowOf(em, id, expectedVersion);
      if (row.balance > 0)`,
        `      const row = await rowOf(em, id);
      if (row.balance > 0)`,
      ),
    ],
    why: /^expected that DELETE \/accounts\/1 is answered 412 when it names an old version, and it was answered 409$/,
  },
  {
    behaviour: 'gives-up',
    step: '07',
    by: 'tries without end',
    replacements: [
      inAccounts(
        '        if (tries === maxTries) throw new Conflict(undefined, { cause: error });\n',
        '',
      ),
    ],
    why: /^expected that a deposit which finds no row each time gives up after a few tries/,
  },
  {
    behaviour: 'gives-up',
    step: '07',
    by: 'a mismatch of versions that no client has named',
    replacements: [
      inAccounts(
        'throw new Conflict(undefined, { cause: error });',
        'throw new VersionMismatch(0, 0, { cause: new Conflict() });',
      ),
    ],
    why: /^expected that a deposit which finds no row each time is refused with 409 or 503, and it was answered 412$/,
  },
  {
    behaviour: 'needs-redis',
    step: '08',
    by: 'a step that does not say it',
    replacements: [inAccounts("['postgres', 'redis']", "['postgres']")],
    why: /^expected an exported list `needs` with 'redis' in it, and it is \['postgres'\]$/,
  },
  {
    behaviour: 'starts-without-redis',
    step: '08',
    by: 'a start that waits for Redis',
    replacements: [
      {
        file: 'redis.ts',
        find: "await Promise.race([redis.connect(), new Promise((resolve) => redis.once('error', resolve))]);",
        replace: 'await redis.connect();',
      },
    ],
    why: /^expected that it starts where there is no Redis, and it does not$/,
  },
  {
    behaviour: 'decides-on-the-database',
    step: '08',
    by: 'a decision on what the cache says',
    replacements: [
      inAccounts(
        `      const row = await rowOf(em, id, expectedVersion);
      row.balance = balanceAfterWithdrawal(row, amount);`,
        `      const row = await rowOf(em, id, expectedVersion);
      row.balance = balanceAfterWithdrawal(await this.find(id), amount);`,
      ),
    ],
    why: /^expected that 50 are refused with 409 .* and that was answered 200$/,
  },
  {
    behaviour: 'decides-on-the-database',
    step: '08',
    by: 'a sum from what the cache says',
    replacements: [
      inAccounts(
        'row.balance = balanceAfterDeposit(row, amount);',
        'row.balance = balanceAfterDeposit(await this.find(id), amount);',
      ),
    ],
    why: /^expected a balance of 30 after a deposit of 10 to the 20 in the database, and it is 110$/,
  },
  {
    behaviour: 'decides-on-the-database',
    step: '08',
    by: 'an account that is empty as the cache says',
    replacements: [
      inAccounts(
        'if (row.balance > 0) throw new AccountNotEmpty(id);',
        'if ((await this.find(id)).balance > 0) throw new AccountNotEmpty(id);',
      ),
    ],
    why: /^expected that a closing is refused with 409 .* and that was answered 204$/,
  },
  {
    behaviour: 'forgets-what-changed',
    step: '08',
    by: 'a cache that keeps nothing',
    replacements: [
      inAccounts(
        'return this.#cache.find(id, () => this.#query(async (em) => accountOf(await rowOf(em, id))));',
        'return this.#query(async (em) => accountOf(await rowOf(em, id)));',
      ),
    ],
    why: /^nothing is kept in Redis that could be forgotten$/,
  },
  {
    behaviour: 'changes-take-turns',
    step: '08',
    by: 'no lock',
    replacements: [
      inAccounts(
        '      for (const id of ids) releases.push(await this.#lock.acquire(String(id)));\n',
        '',
      ),
    ],
    why: /^a deposit waits for a transfer of the same account in the database$/,
  },
  {
    behaviour: 'changes-take-turns',
    step: '08',
    by: 'a lock of the first account only',
    replacements: [
      inAccounts(
        'for (const id of ids) releases.push',
        'for (const id of ids.slice(0, 1)) releases.push',
      ),
    ],
    why: /^a withdrawal waits for a transfer of the same account in the database$/,
  },
  {
    behaviour: 'fences-changes',
    step: '08',
    by: 'no fence',
    replacements: [
      inAccounts(
        'this.#locked(ordered, () => this.#fenced(ordered, work))',
        'this.#locked(ordered, () => this.#query((em) => em.transactional(work)))',
      ),
    ],
    why: /^no change raises the fence of its account$/,
  },
  {
    behaviour: 'fences-changes',
    step: '08',
    by: 'a fence of the first account only',
    replacements: [
      inAccounts('        for (const id of ids) {', '        for (const id of ids.slice(0, 1)) {'),
    ],
    why: /^expected that POST \/transfers raises the fence of account \d/,
  },
  {
    behaviour: 'fences-changes',
    step: '08',
    by: 'a number that is not compared',
    replacements: [
      inAccounts('if (raised.length > 0) continue;', 'if (raised.length >= 0) continue;'),
    ],
    why: /^expected that POST \/accounts\/\d\/deposits is refused where a change with a later number has been, and it was answered 200$/,
  },
  {
    behaviour: 'fences-changes',
    step: '08',
    by: 'a row that is read before its fence is raised',
    replacements: [
      inAccounts(
        '        for (const id of ids) {',
        '        for (const id of ids) await rowOf(tx, id);\n        for (const id of ids) {',
      ),
    ],
    why: /^a transaction has read its account before it raises the fence: it begins with SELECT$/,
  },
  {
    behaviour: 'gives-the-lock-back',
    step: '08',
    by: 'a lock that a refused change keeps',
    replacements: [
      inAccounts(
        `      return await work();
    } finally {
      await this.#cache.forget(ids);
      for (const release of releases) await release();
    }`,
        `      const result = await work();
      for (const release of releases) await release();
      return result;
    } finally {
      await this.#cache.forget(ids);
    }`,
      ),
    ],
    why: /^expected that a refused withdrawal lets the next change in at once, and that had to /,
  },
  {
    behaviour: 'fills-after-a-crash',
    step: '08',
    by: 'a lease without an expiry',
    replacements: [
      {
        file: 'account-cache.ts',
        find: "ARGV[1], 'NX', 'PX', ARGV[2])",
        replace: "ARGV[1], 'NX')",
      },
    ],
    why: /^expected that a later reader fills the key whose reader has crashed/,
  },
];
