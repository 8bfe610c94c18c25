import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseSchedule } from '../../src/index.ts';
import { testDatabase } from '../support/database.ts';
import { expectSameFindings } from '../support/same-findings.ts';
import type { SqlRace } from '../support/sql-scenario.ts';

/** Accounts with their owners: a row is asked for by its key, or by what is found of it elsewhere. */
const bank = {
  schema: `drop schema public cascade; create schema public;
    create table owner (name text primary key, n int not null default 0);
    create table account (id int primary key, owner text references owner, n int not null)`,
  reset: `truncate owner, account; insert into owner values ('ann'), ('bob');
    insert into account values (1, 'ann', 100), (2, 'bob', 100)`,
  look: 'select *, (select json_agg(owner order by name) from owner) from account order by id',
};

const lock = (id: number) => `select * from account where id = ${id} for update`;
const lockBoth = 'select * from account where id in (1, 2) order by id for update';
const lockOwner = (name: string) => `select * from owner where name = '${name}' limit 1 for update`;
const lockOwnerOf = (id: number) =>
  `select * from owner where name in (select owner from account where id = ${id}) for update`;
const lockOwnersOf = (ids: string) =>
  `select * from owner where name in (select owner from account where id in (${ids})) order by name for update`;
const lockAccountsOf = (name: string) =>
  `select * from account where owner = '${name}' order by id for update`;
const bringOwner = `insert into owner values ('cid') on conflict do nothing`;
const removeOwner = `delete from owner where name = 'cid'`;
const open = (id: number) => `insert into account values (${id}, 'cid', 5) on conflict do nothing`;
const add = (id: number) => `update account set n = n + ${id} where id = ${id}`;
const remove = (id: number) => `delete from account where id = ${id}`;
const bring = (id: number) => `insert into account values (${id}, 'ann', 7) on conflict do nothing`;
const give = (id: number) => `update account set owner = 'bob' where id = ${id}`;
const look = (id: number) => `select n from account where id = ${id}`;
const within = (...statements: readonly string[]) => ['begin', ...statements, 'commit'];

/** Each of these has caught, or could catch, a wrong idea of who may ask for a row before it is given back. */
const cases: Record<string, SqlRace['clients']> = {
  'three who change one account': {
    A: within(lock(1), add(1)),
    B: within(lock(1)),
    C: within(lock(1)),
  },
  'a deadlock': { A: within(lock(1), lock(2)), B: within(lock(2), lock(1)) },
  'a deadlock of three': {
    A: ['begin', lock(1), lockOwner('ann')],
    B: ['begin', lockOwner('ann'), lock(2)],
    C: ['begin', lock(2), lock(1)],
  },
  'a deadlock beside one who is not in it': {
    A: within(add(2), remove(1)),
    B: within(lockOwner('ann')),
    C: [lockBoth],
  },
  'two rows, one after the other, beside one of them': {
    A: within(lock(1), lock(2)),
    B: within(lock(1)),
    C: within(lock(2)),
  },
  'two rows at once': { A: within(lockBoth), B: within(lockBoth), C: within(lock(2)) },
  'an account that is removed': { A: within(lock(1), remove(1)), B: within(lock(1), look(1)) },
  'an account that is removed and comes again': {
    A: within(lock(1), remove(1), bring(1)),
    B: within(lock(1), look(1)),
  },
  'an account that is not there yet': { A: within(bring(3), lock(3)), B: within(lock(3), add(3)) },
  'one who changes before the lock': { A: within(add(1), lock(1)), B: within(lock(1), look(1)) },
  'one who shares the row': {
    A: within('select * from account where id = 1 for key share', lock(1)),
    B: within(lock(1)),
    C: ['select n from account where id = 1 for key share'],
  },
  'one who waits for several rows, of which one is removed': {
    A: within(lock(2)),
    B: within(remove(1)),
    C: ['select * from account where n = 100 for update'],
  },
  'one who does not wait': {
    A: within(lock(1), add(1)),
    B: within(lock(1)),
    C: [`${lock(1)} nowait`],
  },
  'one who skips what is locked': {
    A: within(lock(1)),
    B: within(lock(1)),
    C: [`${lock(1)} skip locked`],
  },
  'one who only reads': { A: within(lock(1), add(1)), B: within(lock(1)), C: [look(1)] },
  'one who changes without a lock': { A: within(lock(1), add(1)), B: [add(1)], C: within(lock(1)) },
  'a condition that changes while it waits': {
    A: within(lock(1), add(1)),
    B: within('select * from account where id = 1 and n = 100 for update', look(1)),
  },
  'a condition that nothing but the key decides': {
    A: within('select * from account where n = 100 order by id for update', add(1)),
    B: within(lock(1), look(1)),
  },
  'a savepoint that gives back': {
    A: ['begin', 'savepoint s', lock(1), 'rollback to s', add(2), 'commit'],
    B: within(lock(1), look(1)),
  },
  'a savepoint that gives back what an account has shown': {
    A: ['begin', 'savepoint s', lockOwnerOf(1), 'rollback to s', add(1), 'commit'],
    B: within(lockOwnerOf(1)),
  },
  'a savepoint that gives back what is taken again': {
    A: ['begin', lock(1), 'savepoint s', lock(1), lock(2), 'rollback to s', lock(2), 'commit'],
    B: within(lock(2), lock(1)),
  },
  'a savepoint that gives back what was brought': {
    A: ['begin', 'savepoint s', bringOwner, 'rollback to s', lockOwner('cid'), 'commit'],
    B: within(bringOwner, lockOwner('cid')),
  },
  'a failure that gives back': {
    A: ['begin', lock(1), 'select 1 / 0', 'rollback'],
    B: within(lock(1), look(1)),
  },
  'one who gives back at once what two wait for': {
    A: ['begin', lockBoth, 'select 1 / 0', 'commit'],
    B: within(lock(2)),
    C: [lockBoth],
  },
  'one who waits for two rows, and keeps one from a third': {
    A: within(lock(1), lockBoth),
    B: within(lock(2)),
    C: [lockBoth],
  },
  'one who waits for the first of two rows, while a third has the other one': {
    A: within(lock(1)),
    B: within(lockBoth),
    C: within(lock(2)),
  },
  'one who waits for the second of two rows, and keeps the first from a third': {
    A: within(lock(2)),
    B: within(lockBoth),
    C: within(lock(1)),
  },
  'one who waits for the first of two owners, behind one who has opened an account': {
    A: within(bring(3)),
    B: within(lockOwnersOf('1, 2')),
    C: [lockOwnersOf('2')],
  },
  'accounts that are asked for, of which one is removed': {
    A: within(lockBoth),
    B: within(remove(1)),
  },
  'accounts that are asked for, of which one is removed behind another': {
    A: within(lock(2)),
    B: within(lockBoth),
    C: within(remove(1)),
  },
  'a snapshot of before': {
    A: within(lock(1), add(1)),
    B: ['begin isolation level repeatable read', lock(1), 'commit'],
  },
  'owners that are asked for by an account': {
    A: within(lockOwnerOf(1), add(1)),
    B: within(lockOwnerOf(1)),
    C: [lockOwnerOf(2)],
  },
  'an account that is changed twice, so that its owner is looked for': {
    A: within(lockOwnerOf(2)),
    B: within(add(2), add(2)),
  },
  'an account that changes hands': {
    A: within(lockOwnerOf(1), give(1)),
    B: within(lockOwnerOf(1), look(1)),
  },
  'an account that is opened for an owner': {
    A: within(lockOwner('ann'), bring(3)),
    B: within(lockOwnerOf(3), look(3)),
  },
  'an account that is closed under its owner': {
    A: within(lockOwnerOf(1), remove(1)),
    B: within(lockOwnerOf(1), look(1)),
  },
  'owners of two accounts, who are asked for one after the other': {
    A: within(lockOwnersOf('1, 2'), add(1)),
    B: within(lockOwnersOf('2'), look(1)),
    C: [lockOwner('ann')],
  },
  'owners of accounts, of which one changes hands': {
    A: within(give(1)),
    B: within(lockOwnersOf('1, 2')),
    C: within(lockOwnersOf('1')),
  },
  'accounts of one owner, of which one is removed': {
    A: within(remove(1)),
    B: within(lockAccountsOf('ann')),
  },
  'accounts of one owner, to which one comes': {
    A: within(lockAccountsOf('ann'), bring(3)),
    B: within(lockAccountsOf('ann'), look(3)),
  },
  'owners who come with an account': {
    A: within(bringOwner, open(3)),
    B: within(lockOwnersOf('3'), look(3)),
  },
  'an owner who comes, for two accounts': {
    A: within(bringOwner, lockOwner('cid'), open(3)),
    B: within(bringOwner, lockOwner('cid'), open(4)),
  },
  'an owner who comes and goes': {
    A: within(bringOwner, removeOwner, bringOwner),
    B: within(bringOwner, lockOwner('cid')),
  },
  'an owner who goes under an account': {
    A: within(bringOwner),
    B: within(removeOwner),
    C: [open(3)],
  },
  'an owner who changes meanwhile': {
    A: within(lockOwner('ann'), `update owner set n = 1 where name = 'ann'`),
    B: within(lockOwnerOf(1), look(1)),
    C: [`select n from owner where name = 'ann'`],
  },
};

const statements = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(lock(1), lock(2), lockBoth) },
  { weight: 4, arbitrary: fc.constantFrom(lockOwner('ann'), lockOwnerOf(1), lockOwnerOf(2)) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(lockOwnersOf('1, 2'), lockOwnersOf('1, 3'), lockAccountsOf('ann')),
  },
  { weight: 4, arbitrary: fc.constantFrom(bringOwner, lockOwner('cid'), open(3), removeOwner) },
  { weight: 2, arbitrary: fc.constantFrom('savepoint s', 'rollback to s') },
  { weight: 4, arbitrary: fc.constantFrom(add(1), add(2), look(1)) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      remove(1),
      bring(1),
      bring(3),
      give(1),
      'select count(*) from account',
      `update owner set n = n + 1 where name = 'ann'`,
      `${lock(1)} nowait`,
      'select * from account where id = 1 for no key update',
      'select * from account where n = 100 for update',
      'savepoint s',
      'rollback to s',
      'select 1 / 0',
    ),
  },
);
const transaction = (maxLength: number) =>
  fc
    .tuple(
      fc.constantFrom('begin', 'begin', 'begin', 'begin isolation level repeatable read'),
      fc.array(statements, { minLength: 1, maxLength }),
      fc.constantFrom('commit', 'commit', 'rollback'),
    )
    .map(([begin, within, end]) => [begin, ...within, end]);
const single = statements.map((one) => [one]);

const races = fc.oneof(
  fc.record({ A: transaction(3), B: transaction(3) }),
  fc.record({ A: transaction(2), B: transaction(1), C: single }),
  fc.record({ A: transaction(1), B: transaction(1), C: transaction(1) }),
);

describe('a search that lets clients take turns finds what the full search finds:', () => {
  const database = testDatabase('turns');
  /** Who begins first does not matter here, nor a transaction; there is more room for statements without it. */
  const expectSame = (clients: SqlRace['clients']) => {
    const names = Object.keys(clients);
    const inTransaction = names.filter((name) => clients[name]?.[0]?.startsWith('begin'));
    const beginning = parseSchedule([...names, ...inTransaction].join(''));
    return expectSameFindings(database.url, { ...bank, clients }, { beginning });
  };

  for (const [name, clients] of Object.entries(cases))
    it(name, async () => {
      await expectSame(clients);
    });

  it('races that were drawn by lot', async (t) => {
    const numRuns = Number(process.env.WORKBOOK_CASES ?? 10);
    const seed = Number(process.env.WORKBOOK_SEED ?? 3);
    let fewer = 0;
    const property = fc.asyncProperty(races, async (clients) => {
      await expectSame(clients);
      fewer += 1;
    });
    await fc.assert(property, { numRuns, seed });
    t.diagnostic(`${fewer}`);
    assert.ok(fewer > 0);
  });
});
