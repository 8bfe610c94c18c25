import assert from 'node:assert/strict';
import fs, { writeFileSync } from 'node:fs';
import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { controlFiles, controlPostgres, explore } from '../../src/index.ts';
import { codeScenario } from '../support/code-scenario.ts';
import { exploreSql, testDatabase } from '../support/database.ts';
import { rows } from '../support/sql-scenario.ts';
import { lock, set } from '../support/statements.ts';

controlPostgres(pg);
controlFiles();

const all = 'update stock set amount = amount + 1';
const upsert = (...ids: number[]) =>
  `insert into stock values ${ids.map((id) => `(${id}, 1)`).join(', ')} on conflict (id) do update set amount = 0`;

describe('caveats', () => {
  const database = testDatabase('caveats');

  const caveatsOf = async (A: readonly string[], B: readonly string[]) => {
    const found = await exploreSql(database.url, { ...rows(2), clients: { A, B } });
    return found.caveats.map(
      (text) => /^one statement goes through several rows: (.*);/.exec(text)?.[1],
    );
  };

  it('name a bulk upsert beside another one', async () => {
    assert.deepEqual(await caveatsOf([upsert(1, 2)], [upsert(2, 1)]), [upsert(1, 2), upsert(2, 1)]);
  });

  it('name a client of which nothing has gone well in any run, and its error', async () => {
    const all = async (A: readonly string[], B: readonly string[]) =>
      (await exploreSql(database.url, { ...rows(1), clients: { A, B } })).caveats;
    const wrong = 'update stocks set amount = 1';
    assert.deepEqual(await all(['begin', wrong, 'rollback'], [lock(1)]), [
      'what client A does when something goes well: in every run, all that it asked for has failed, at first with "relation "stocks" does not exist"',
    ]);
    assert.deepEqual(await all([wrong, set(1, 1)], [lock(1)]), []);
  });

  it('name a statement that is decided by lot, and none that only stores what was drawn', async () => {
    const drawing = [
      'update stock set amount = 1 where id = 1 and random() < 2',
      'select amount from stock order by gen_random_uuid()',
      "select clock_timestamp() > '2020-01-01' as late from stock",
    ];
    const storing = 'insert into stock values (length(gen_random_uuid()::text), 1)';
    const { caveats } = await exploreSql(database.url, {
      ...rows(1),
      clients: { A: drawing, B: [storing] },
    });
    assert.deepEqual(
      caveats,
      drawing
        .map((text) => `another value than the server has drawn by lot in this run: ${text}`)
        .sort(),
    );
  });

  it('name a change that decides by other rows, and is a transaction by itself', async () => {
    const all = async (A: readonly string[], B: readonly string[]) =>
      (await exploreSql(database.url, { ...rows(1), clients: { A, B } })).caveats.filter((text) =>
        text.startsWith('a change by another client between what this statement reads'),
      );
    const insert = (id: number) =>
      `insert into stock select ${id}, 1 where (select count(*) from stock) < 2`;
    const said = (text: string) =>
      `a change by another client between what this statement reads and its commit, as it is a transaction by itself: ${text}`;
    assert.deepEqual(await all([insert(2)], [insert(3)]), [said(insert(2)), said(insert(3))]);
    assert.deepEqual(await all([insert(2)], [set(1, 1)]), [said(insert(2))]);
    // With a commit of its own, the scheduler comes between them.
    const inTransaction = (id: number) => ['begin', insert(id), 'commit'];
    assert.deepEqual(await all(inTransaction(2), inTransaction(3)), []);
    // Nothing but its own row decides, or nothing changes beside it.
    const take = 'update stock set amount = amount - 1 where id = 1 and amount > 0';
    assert.deepEqual(await all([take], [take]), []);
    assert.deepEqual(await all([insert(2)], ['select * from stock']), []);
  });

  it('name what a client asks for at once, where its order may show', async () => {
    const caveatsOfOwn = async (own: (pool: pg.Pool) => readonly Promise<unknown>[]) => {
      const pool = new pg.Pool({ connectionString: database.url });
      const found = await explore(
        codeScenario({
          share: () =>
            pool.query('create table if not exists stock (id int primary key, amount int)'),
          clients: {
            A: () => Promise.all(own(pool)).then(() => 'done'),
            B: () => pool.query('select amount from stock where id = 1').then(() => 'read'),
          },
        }),
        { postgresUrl: database.url },
      );
      await pool.end();
      return found.caveats;
    };
    const write = (pool: pg.Pool, id: number) =>
      pool.query('update stock set amount = 1 where id = $1', [id]);
    const said =
      'another order of what client A asks for at once, as by Promise.all: it was done in the order in which it was asked for';
    assert.deepEqual(await caveatsOfOwn((pool) => [write(pool, 2), write(pool, 1)]), [said]);
    // Each may be the one that comes first, and the other one shows it.
    assert.deepEqual(await caveatsOfOwn((pool) => [write(pool, 3), write(pool, 3)]), [said]);
    assert.deepEqual(await caveatsOfOwn((pool) => [write(pool, 2), write(pool, 3)]), []);
    assert.deepEqual(await caveatsOfOwn((pool) => [write(pool, 1)]), []);
  });

  it('are silent where a client fails in some orders only', async () => {
    const insert = 'insert into stock values (2, 1)';
    const found = await exploreSql(database.url, {
      ...rows(1),
      clients: { A: [insert], B: [insert] },
    });
    assert.deepEqual([found.verdict, found.caveats], ['prevented', []]);
  });

  it('name an UPDATE of all rows beside a transaction that locks two', async () => {
    assert.deepEqual(await caveatsOf([all], ['begin', lock(2), set(1, 1), 'commit']), [all]);
  });

  it('are silent where the other client locks one row', async () => {
    assert.deepEqual(await caveatsOf([all], ['begin', lock(1), set(1, 1), 'commit']), []);
  });

  it('are silent where nothing else is locked', async () => {
    assert.deepEqual(await caveatsOf([all], ['select * from stock']), []);
  });

  it('are silent where rows get their keys from a sequence', async () => {
    const insert = 'insert into stock (amount) values (1), (2)';
    assert.deepEqual(await caveatsOf([insert], [insert]), []);
  });

  const some = (...ids: number[]) => `update stock set amount = 1 where id in (${ids.join(', ')})`;

  it('are silent where IN picks one row', async () => {
    assert.deepEqual(await caveatsOf([some(1)], ['begin', lock(2), lock(1), 'commit']), []);
    assert.deepEqual(await caveatsOf([some(1, 2)], ['begin', lock(2), lock(1), 'commit']), [
      some(1, 2),
    ]);
  });

  it('are silent where the transaction holds all of the rows', async () => {
    const both = ['begin', lock(1), lock(2)];
    const B = ['begin', lock(1), lock(2), 'commit'];
    assert.deepEqual(await caveatsOf([...both, some(2, 1), 'commit'], B), []);
    assert.deepEqual(await caveatsOf(['begin', lock(1), some(2, 1), 'commit'], B), [some(2, 1)]);
    const skipping = both.map((text) => text.replace(/for update/i, 'for update skip locked'));
    assert.deepEqual(await caveatsOf([...skipping, some(2, 1), 'commit'], B), [some(2, 1)]);
    const sharing = both.map((text) => text.replace(/for update/i, 'for share'));
    assert.deepEqual(await caveatsOf([...sharing, some(2, 1), 'commit'], B), [some(2, 1)]);
  });

  it('name a timer of the code that goes on beside an operation, however long, once for all clients', async () => {
    const inTime = (limit: (signal: AbortSignal) => Promise<unknown>) => async (pool: pg.Pool) => {
      const over = new AbortController();
      const asked = pool.query('select 1').then(() => pool.query('select 2'));
      await Promise.race([asked, limit(over.signal).catch(() => {})]);
      over.abort();
    };
    const caveats = async (limit: (signal: AbortSignal) => Promise<unknown>) => {
      await using pools = new AsyncDisposableStack();
      const scenario = codeScenario({
        share: () => {
          const pool = new pg.Pool({ connectionString: database.url, max: 2 });
          pools.defer(() => pool.end());
          return pool;
        },
        clients: { A: inTime(limit), B: inTime(limit) },
      });
      return (await explore(scenario, { postgresUrl: database.url })).caveats;
    };
    const place = /(?<= at )\/\S+\/caveats\.test\.ts:\d+:\d+(?= that fires)/;
    const timer =
      'a timer at HERE that fires before the reply to what its client has asked for; it was let go only after the reply, or when no client could go on';
    for (const ms of [50, 5000]) {
      const found = await caveats((signal) => delay(ms, 0, { signal }));
      assert.deepEqual(
        found.map((text) => text.replace(place, 'HERE')),
        [timer],
      );
    }
    const waits = `delay(milliseconds, 0, { signal })`;
    const [named = ''] = await caveats((signal) => {
      const milliseconds = 50;
      return delay(milliseconds, 0, { signal });
    });
    const [, line = '', column = ''] = /:(\d+):(\d+) that/.exec(named) ?? [];
    const source = (await readFile(new URL(import.meta.url), 'utf8')).split('\n');
    assert.equal(source[Number(line) - 1]?.slice(Number(column) - 1), `${waits};`);
    assert.deepEqual(await caveats(() => new Promise(() => {})), []);
  });
});

describe('a file that is written at once', () => {
  const caveatsOf = async (...works: readonly ((file: string) => Promise<unknown>)[]) => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'caveats-'));
    const file = join(folder.path, 'amount');
    const clients = works.map((work, i) => ['AB'[i] as string, () => work(file)] as const);
    const share = () => writeFileSync(file, '0');
    const found = await explore(codeScenario({ share, clients: Object.fromEntries(clients) }));
    return found.caveats.map((text) => text.replaceAll(folder.path, ''));
  };
  const add = async (file: string) => {
    const amount = Number(await fs.promises.readFile(file, 'utf8'));
    writeFileSync(file, String(amount + 1));
  };

  it('is named with what was asked before it, as another client may come in between', async () => {
    assert.deepEqual(await caveatsOf(add, add), [
      'another client between this and the synchronous write to a file that comes with its reply: readFile amount',
    ]);
  });

  it('is not where nothing was asked before it, or no other client uses files', async () => {
    const write = async (file: string) => {
      await delay(1);
      writeFileSync(file, '1');
    };
    assert.deepEqual(await caveatsOf(write, write), []);
    const writeNew = async (file: string) => {
      const handle = await fs.promises.open(file, 'r+');
      writeFileSync(file, '1');
      await handle.close();
    };
    assert.deepEqual(await caveatsOf(writeNew, writeNew), []);
    assert.deepEqual(await caveatsOf(add, () => delay(1)), []);
  });
});

describe('rows that a statement does not name', () => {
  const database = testDatabase('caveats_further');

  it('are named, by code of the database, a foreign key, or several statements in one', async () => {
    const schema = `drop table if exists stock, part, other cascade;
      drop function if exists take, touch; drop procedure if exists taking;
      create table stock (id int primary key, amount int);
      create table part (id int primary key, stock int references stock on delete cascade);
      create table other (id int primary key, stock int);
      create function take(a int, b int) returns void language plpgsql as
        $$ begin update stock set amount = 1 where id = a; update stock set amount = 1 where id = b; end $$;
      create procedure taking(a int, b int) language sql as
        $$ update stock set amount = 1 where id = a; update stock set amount = 1 where id = b $$;
      create function touch() returns trigger language plpgsql as
        $$ begin update stock set amount = 2 where id = new.stock; return new; end $$;
      create trigger touching after update on other for each row execute function touch()`;
    const reset = `truncate stock, part, other; insert into stock values (1, 0), (2, 0);
      insert into part values (1, 1), (2, 2); insert into other values (1, 2), (2, 1)`;
    const beside = [
      'begin',
      'update part set id = 3 where id = 2',
      'update part set id = 4 where id = 1',
      'commit',
    ];
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ['select take(1, 2)', ['select take(2, 1)']],
      ['call taking(1, 2)', ['call taking(2, 1)']],
      [
        'merge into stock using (values (1), (2)) v (i) on id = i when matched then update set amount = 1',
        [set(2, 1), set(1, 1)],
      ],
      ['begin; update stock set amount = 1 where id = 1; commit', [set(2, 1), set(1, 1)]],
      ['update other set stock = 2 where id = 1', ['update other set stock = 1 where id = 2']],
      ['delete from stock where id = 1', beside],
    ];
    for (const [one, others] of cases) {
      const { caveats } = await exploreSql(database.url, {
        schema,
        reset,
        look: 'select * from stock order by id',
        clients: { A: [one], B: others },
      });
      const named = caveats.some((text) =>
        text.startsWith(`one statement goes through several rows: ${one}`),
      );
      assert.ok(named, `${one}: ${caveats.join()}`);
    }
  });
});
