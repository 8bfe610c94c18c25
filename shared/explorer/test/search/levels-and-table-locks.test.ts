import { describe, it } from 'node:test';
import { parseSchedule } from '../../src/index.ts';
import { testDatabase } from '../support/database.ts';
import { expectSameFindings } from '../support/same-findings.ts';
import { rows, type SqlRace } from '../support/sql-scenario.ts';

const read = (id: number) => `select amount from stock where id = ${id}`;
const add = (id: number) => `update stock set amount = amount + 1 where id = ${id}`;
const lockAll = 'lock table stock in access exclusive mode nowait';
const repeatable = 'begin isolation level repeatable read';

const levels: readonly string[] = [
  "set transaction_isolation = 'repeatable read'",
  "set local transaction_isolation to 'serializable'",
  'set transaction_isolation to default',
  'set transaction isolation level repeatable read',
];

/** Each has shown an order that was taken for alike, and was not. */
const races: Readonly<Record<string, SqlRace['clients']>> = {
  ...Object.fromEntries(
    levels.flatMap((level) => [
      [`${level}: two reads`, { A: ['begin', level, read(1), read(2), 'commit'], B: [add(2)] }],
      [
        `${level}: write skew`,
        {
          A: ['begin', level, read(1), add(2), 'commit'],
          B: ['begin', level, read(2), add(1), 'commit'],
        },
      ],
    ]),
  ),
  'a snapshot that LOCK TABLE has not taken': {
    A: ['begin', 'lock table other in row exclusive mode nowait', 'rollback', add(2)],
    B: [repeatable, 'lock table other in share mode', read(1), read(2), 'commit'],
  },
  'a reader, and a table that is locked within one message': {
    A: ['begin', read(1), 'commit'],
    B: [`begin; ${lockAll}; commit`],
  },
  'a reader, and one who looks at its locks': {
    A: ['begin', read(1), 'commit'],
    B: ["select count(*)::int from pg_locks where relation = 'stock'::regclass and granted"],
  },
};

const { schema, ...stock } = rows(2);
const tables = { ...stock, schema: `${schema}; create table if not exists other (id int)` };

/** Both have begun, and set their level. */
const begun = parseSchedule('AAABBB');

describe('what a level or a lock of a table decides, is found with the reduction, too:', () => {
  const database = testDatabase('levels_and_table_locks');
  for (const [name, clients] of Object.entries(races))
    it(name, async () => {
      const beginning = name.endsWith('write skew') ? begun : [];
      await expectSameFindings(database.url, { ...tables, clients }, { beginning });
    });
});
