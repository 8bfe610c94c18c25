import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Added, classes, closures, reasonIn } from './attempt.ts';

const accepted = async (source: string, others?: Readonly<Record<string, string>>) =>
  assert.equal(await reasonIn(source, others), undefined);

describe('an attempt that evidently keeps nothing', () => {
  it('may be a class', () => accepted(classes()));
  it('may be an object of methods', () => accepted(closures()));
  it('may use what it has in the request as it likes', async () => {
    const inRequest = `
      let tries = 0;
      const seen = new Map<number, number[]>();
      while (tries < 3) { tries += 1; seen.set(tries, [id, ...[amount]]); }
      const [first, ...others] = [...seen.values()].map((one) => one.toSorted());
      const state = { first, others };
      state.first = [1];
      const later: (() => number)[] = [];
      later.push(() => (tries += 1));
      for (const one of later) one();
      const text = \`\${id}: \${JSON.stringify(state)}\`.replaceAll(/[0-9]/g, 'x');
      if (Number.isNaN(Number(text))) throw new Error(text, { cause: state });`;
    await accepted(classes({ inRequest }));
    await accepted(closures({ inRequest }));
  });
  it('may keep the rules over an owner’s accounts, and know requests by their keys', () =>
    accepted(
      classes({
        imports:
          "import { balanceAfterOverdraft, checkAnotherAccount, KeyInUse, KeyReused, TooManyAccounts } from '@workbook/domain';",
        inEntity: 'answer: p.json().nullable()',
        inTransaction: `
          checkAnotherAccount('ann', balanceAfterOverdraft(row, row.balance, amount));
          if (amount === 1) throw new KeyReused('k');
          if (amount === 2) throw new KeyInUse('k');
          if (amount === 3) throw new TooManyAccounts('ann', 2);`,
      }),
    ));
  it('may take the numbers of the domain for its own', () =>
    accepted(
      closures({
        imports: "import { maxAccountsOfOwner, maxBalance } from '@workbook/domain';",
        inTransaction:
          'await client.query(`select 1 where $1 < ${maxAccountsOfOwner} and $2 < ${maxBalance}`, [id, amount]);',
      }),
    ));
  it('may describe what accounts refer to, and what the tables keep by themselves', () =>
    accepted(
      classes({
        atLoad: `
          const OwnerSchema = defineEntity({
            name: 'OwnerRow',
            tableName: 'owner',
            uniques: [{ properties: ['name', 'slot'] }],
            properties: { name: p.string().primary(), slot: p.enum([1, 2]).check('slot > 0') },
          });
          class OwnerRow extends OwnerSchema.class {}
          OwnerSchema.setClass(OwnerRow);`,
        inEntity: `
          owner: () => p.manyToOne(OwnerRow).mapToPk().fieldName('owner').index(),
          other: p.manyToOne(() => OwnerRow).deleteRule('cascade').mapToPk().nullable(),
          third: () => { return p.string().length(3); },`,
      }),
    ));
  it('may send several statements in one text', () =>
    accepted(
      closures({
        inTransaction: `
          await client.query(\`
            create table if not exists one (a int); -- the first; of two
            create index on one (a);
          \`);
          await client.query("select '--', 'a;select'; update account set balance = 1");`,
      }),
    ));
  it('may have parameters for all the rest, and spread an array into its own functions', async () => {
    const inRequest = `
      const sum = (first: number, ...others: number[]) => others.reduce((a, b) => a + b, first);
      sum(1, ...[id, amount], 2);
      const later = (...works: (() => number)[]) => works.map((work) => work());
      later(() => id, () => amount);`;
    await accepted(classes({ inRequest }));
    await accepted(closures({ inRequest }));
  });
  it('may build queries, hand them on, and execute them by name', () =>
    accepted(
      classes({
        inTransaction: `
          const ids = em.createQueryBuilder(AccountRow).select('id').where({ balance: amount });
          await em.find(AccountRow, { id: { $in: ids } }, { orderBy: { id: 'asc' } });
          const all = await em.createQueryBuilder(AccountRow).select(['id', 'balance'])
            .where({ id: [id] }).orderBy({ id: 'asc' }).setLockMode(LockMode.PESSIMISTIC_WRITE).getResultList();
          if (all.length > 1) throw new UnknownAccount(id);`,
      }),
    ));
  it('may be more than one file', async () => {
    const imports =
      "import { Counter } from './counter.ts'; export type { Counter } from './counter.ts';";
    const counter =
      'export class Counter { #last = 0; next() { this.#last += 1; return this.#last; } }';
    const source = classes({ imports, inRequest: 'const one = new Counter(); one.next();' });
    await accepted(source, { 'counter.ts': counter });
    // The same object, as a field of what lives as long as the instance.
    const kept = classes({
      imports,
      inClass: 'readonly #one = new Counter();',
      inRequest: 'this.#one.next();',
    });
    assert.equal(
      await reasonIn(kept, { 'counter.ts': counter }),
      'counter.ts:1 a field that is assigned outside of the constructor',
    );
  });
});

/** Each rule: what keeps to it, and what does not, with what is said of it. */
const rules: readonly (readonly [string, Added, Added, RegExp])[] = [
  [
    'imports come from packages that are known',
    {
      imports: "import { randomUUID } from 'node:crypto'; import type AsyncLock from 'async-lock';",
      inRequest: 'randomUUID();',
    },
    { imports: "import AsyncLock from 'async-lock';" },
    /^accounts\.ts:\d+ an import from async-lock$/,
  ],
  [
    'from a known package, only what is known is used',
    { imports: "import { randomInt } from 'node:crypto';", inRequest: 'randomInt(5);' },
    { imports: "import { setFips } from 'node:crypto';", inRequest: 'setFips(false);' },
    /an import of setFips from node:crypto$/,
  ],
  [
    'a digest is made in a request',
    {
      imports: "import { createHash, createHmac, hash } from 'node:crypto';",
      inRequest: `const text = hash('sha1', String(id)) + crypto.randomUUID();
        const digest = createHash('sha256').update(text).digest('hex');
        createHmac('sha256', digest).update(text).digest();`,
    },
    {
      imports: "import { createHash } from 'node:crypto';",
      inClass: "readonly #seen = createHash('sha256');",
      inRequest: 'this.#seen.update(String(id));',
    },
    /a changeable object that lives as long as the instance$/,
  ],
  [
    'constants of the module are read',
    { atLoad: "const kinds = ['a', 'b'] as const;", inRequest: "if (kinds.includes('a')) return;" },
    { atLoad: "const kinds = ['a', 'b'];", inRequest: "kinds.push('c');" },
    /the call of push on a constant$/,
  ],
  [
    'a regular expression has no memory',
    { atLoad: 'const digits = /^4/i;', inRequest: 'if (digits.test(String(id))) return;' },
    { atLoad: 'const digits = /^4/y;' },
    /a regular expression that remembers where it was, by g or y$/,
  ],
  [
    'nothing but declarations runs while the file is loaded',
    { atLoad: 'const backoffMs = 10 * 2 + 1; const text = `${backoffMs}`;' },
    { atLoad: 'if (needs.length > 1) throw new Error();' },
    /a statement that runs while the file is loaded$/,
  ],
  [
    'what a set-up makes can not change',
    { atStart: 'const limits = { most: 3, kinds: [1, 2] };' },
    { atStart: 'const limits = { most: 3, known: new Set() };' },
    /a changeable object that lives as long as the instance$/,
  ],
  [
    'what a request assigns is its own',
    { inRequest: 'let last = 0; last = id; const next = () => { last += 1; }; next();' },
    { atLoad: 'let last = 0;', inRequest: 'last = id;' },
    /a variable outside of the requests that can be assigned$/,
  ],
  [
    'an index is a number',
    {
      inRequest:
        'const list = [1, 2]; for (let at = 0; at < list.length; at += 1) list[at] = list[at + 1];',
    },
    { inRequest: 'const list = {}; list[String(id)] = 1;' },
    /a property whose name is made at run time$/,
  ],
  [
    'statements are waited for',
    { inTransaction: 'void 0;' },
    { inRequest: 'void this.find(id).catch(() => {});' },
    /a statement that is not waited for, so that another may run beside it$/,
  ],
];

describe('a rule of what keeps nothing', () => {
  for (const [name, neighbour, refused, why] of rules)
    it(name, async () => {
      await accepted(classes(neighbour));
      assert.match((await reasonIn(classes(refused))) ?? '', why);
    });

  it('takes fields for kept that are assigned outside of the constructor', async () => {
    const inClass = 'readonly #most: number = 3; readonly #limits = { least: 1 };';
    await accepted(
      classes({
        inClass,
        inConstructor: 'this.#most = 4;',
        inRequest: 'if (id > this.#most + this.#limits.least) return;',
      }),
    );
    assert.equal(
      await reasonIn(classes({ inClass, inRequest: 'this.#most = 5;' })),
      'accounts.ts:32 a field that is assigned outside of the constructor',
    );
  });

  it('takes an option for kept that is not on the list', async () => {
    const read = (options: string) => `await em.find(AccountRow, { id }, ${options});`;
    await accepted(classes({ inTransaction: read('{ limit: 1 }') }));
    await accepted(
      classes({ inTransaction: `const options = { limit: 1 } as const; ${read('options')}` }),
    );
    assert.match(
      (await reasonIn(classes({ inTransaction: read('{ cache: 50 }') }))) ?? '',
      /the option cache, which is not on the list$/,
    );
  });

  it('follows functions into the files that they come from', async () => {
    const imports = "import { keep } from './keep.ts';";
    const source = classes({
      imports,
      atLoad: 'const state = [1];',
      inRequest: 'keep(state, id);',
    });
    await accepted(source, {
      'keep.ts': 'export function keep(all: number[], id: number) { return all.includes(id); }',
    });
    assert.equal(
      await reasonIn(source, {
        'keep.ts': '\nexport function keep(all: number[], id: number) { all.push(id); }',
      }),
      'keep.ts:2 the call of push on a constant',
    );
  });

  it('takes a file for kept that breaks the grammar, is not there, or goes in a circle', async () => {
    assert.match((await reasonIn('const = 1')) ?? '', /^accounts\.ts:1 it breaks the grammar$/);
    const imports = "import { a } from './other.ts';";
    assert.match((await reasonIn(classes({ imports }))) ?? '', /a file that cannot be read$/);
    const circle = { 'other.ts': "import { needs } from './accounts.ts'; export const a = 1;" };
    assert.match((await reasonIn(classes({ imports }), circle)) ?? '', /in a circle$/);
  });
});
