import type { SessionStatement, Sessions } from '@workbook/course';

/** Ann's accounts and Bob's; the index has each owner's accounts from the newest to the oldest. */
const before = `
  create table account (id int primary key, owner text, balance int);
  create index account_by_owner on account (owner, id desc);
  insert into account values (1, 'ann', 100), (2, 'ann', 100), (3, 'bob', 100);
  analyze account;
`;

/** A table of three rows is read whole, unless PostgreSQL is told otherwise. */
const byIndex = ['set local enable_seqscan = off', 'set local enable_bitmapscan = off'];

const say = (session: string, ...all: readonly string[]): readonly SessionStatement[] =>
  all.map((sql) => ({ session, sql }));
const explain = (session: string, sql: string): SessionStatement => ({
  session,
  sql,
  explain: true,
});

/** A and B lock Ann's accounts by one query, while C keeps the second of them. */
function bothLock(query: string): readonly SessionStatement[] {
  return [
    ...say('C', 'begin', 'select id from account where id = 2 for update'),
    ...say('A', 'begin', ...byIndex),
    explain('A', query),
    ...say('B', 'begin'),
    explain('B', query),
    ...say('C', 'commit'),
    ...say('A', 'rollback'),
    ...say('B', 'rollback'),
  ];
}

/** A reads and changes what Ann has, B what Bob has. */
function bothChange(plan: readonly string[]): readonly SessionStatement[] {
  const sum = (owner: string) => `select sum(balance) from account where owner = '${owner}'`;
  const take = (id: number) => `update account set balance = balance - 10 where id = ${id}`;
  return [
    ...say('A', 'begin isolation level serializable', ...plan),
    ...say('B', 'begin isolation level serializable', ...plan),
    explain('A', sum('ann')),
    explain('B', sum('bob')),
    ...say('A', take(1), 'commit'),
    ...say('B', take(3), 'commit'),
  ];
}

/** What the lesson shows of PostgreSQL itself. */
export const sessions: readonly Sessions[] = [
  {
    id: 'one-query-two-plans',
    before,
    statements: bothLock("select id from account where owner = 'ann' for update"),
  },
  {
    id: 'one-query-in-order',
    before,
    statements: bothLock("select id from account where owner = 'ann' order by id for update"),
  },
  { id: 'serializable-by-index', before, statements: bothChange(byIndex) },
  { id: 'serializable-by-table', before, statements: bothChange([]) },
];
