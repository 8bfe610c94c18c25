import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import pg from 'pg';
import { explore, parseSchedule, replay } from '../../src/index.ts';
import { testDatabase } from '../support/database.ts';

const database = testDatabase('service');
const storage = () => ({ postgresUrl: database.url });

/** A shop whose article there is twice. Its pool has no listener for errors, as those of many services. */
function shop<Answer>(sell: (pool: pg.Pool) => Promise<Answer>, max = 10) {
  const counts = { made: 0, closed: 0 };
  const instance = () => {
    counts.made += 1;
    const pool = new pg.Pool({ connectionString: database.url, max });
    const close = async () => {
      counts.closed += 1;
      await pool.end();
    };
    return { pool, sell: () => sell(pool), close };
  };
  type Shop = ReturnType<typeof instance>;
  const reset = ({ pool }: Shop) =>
    pool.query(`create table if not exists stock (id int primary key, amount int);
      truncate stock; insert into stock values (1, 2), (2, 2)`);
  const look = async ({ pool }: Shop): Promise<number> => {
    const { rows } = await pool.query('select amount as left from stock where id = 1');
    return rows[0].left;
  };
  const buy = (own: Shop) => own.sell();
  return { instance, reset, look, clients: { A: buy, B: buy }, counts };
}

const readThenWrite = async (pool: pg.Pool): Promise<string> => {
  const { rows } = await pool.query('select amount from stock where id = 1');
  await pool.query('update stock set amount = $1 where id = 1', [rows[0].amount - 1]);
  return 'sold';
};

const sumInDatabase = async (pool: pg.Pool): Promise<string> => {
  await pool.query('update stock set amount = amount - 1 where id = 1');
  return 'sold';
};

/** Holds one connection of the pool and asks for another. */
const insideTransaction = async (pool: pg.Pool): Promise<void> => {
  const client = await pool.connect();
  await client.query('begin');
  await client.query('update stock set amount = amount - 1 where id = 1');
  await pool.query('select amount from stock where id = 2');
  await client.query('commit');
  client.release();
};

const crossed = (first: number, second: number) => async (pool: pg.Pool) => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    for (const id of [first, second])
      await client.query('update stock set amount = amount - 1 where id = $1', [id]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
};

describe('explore, of a service', () => {
  it('finds its lost update, with the answers and what is stored, and replays it', async () => {
    const race = {
      ...shop(readThenWrite),
      judge: ({ seen }: { seen: number }) => seen > 0 && `2 sold, ${seen} left`,
    };
    const { verdict, first, outcomes } = await explore(race, storage());
    assert.equal(verdict, 'possible');
    assert.equal(first?.violation, '2 sold, 1 left');
    assert.deepEqual(first?.detail.answers, { A: 'sold', B: 'sold' });
    assert.deepEqual(outcomes, ['A: "sold"; B: "sold" → 0', 'A: "sold"; B: "sold" → 1']);

    const again = await replay(race, parseSchedule(first?.text ?? ''), storage());
    assert.equal(again.violation, '2 sold, 1 left');
    assert.equal(race.counts.closed, race.counts.made);
  });

  it('finds none where the database does the sum', async () => {
    const race = shop(sumInDatabase);
    const { verdict, violations } = await explore(
      {
        ...race,
        sharesMemory: false,
        judge: ({ answers, seen }) => {
          assert.deepEqual(answers, { A: 'sold', B: 'sold' });
          assert.equal(seen, 0);
        },
      },
      storage(),
    );
    assert.deepEqual([verdict, violations], ['prevented', []]);
    assert.equal(race.counts.closed, race.counts.made);
  });

  it('takes an assertion of the judge as what is wrong', async () => {
    const { first } = await explore(
      { ...shop(readThenWrite), judge: ({ seen }) => assert.equal(seen, 0, `${seen} left`) },
      storage(),
    );
    assert.equal(first?.violation, '1 left');
  });

  it('counts clients that wait for ever, closes their instances, and goes on', async () => {
    const race = { ...shop(insideTransaction, 2), judge: () => undefined };
    const { verdict, violations, first } = await explore(race, storage());
    assert.equal(verdict, 'possible');
    assert.deepEqual(violations, [
      'no client can go on: A waits for B, B waits inside the process',
      'no client can go on: A waits inside the process, B waits for A',
    ]);
    assert.deepEqual(first?.detail.seen, 2);
    assert.equal(race.counts.closed, race.counts.made);
  });

  it('may be told that a client may wait', async () => {
    const race = {
      ...shop(insideTransaction, 2),
      accepts: ['stuck'] as const,
      judge: () => undefined,
    };
    assert.equal((await explore(race, storage())).first, undefined);
  });

  it('counts errors, such as that of a deadlock, unless they may come', async () => {
    const deadlock = shop(sumInDatabase);
    const clients = {
      A: ({ pool }: { pool: pg.Pool }) => crossed(1, 2)(pool),
      B: ({ pool }: { pool: pg.Pool }) => crossed(2, 1)(pool),
    };
    const race = { ...deadlock, clients, sharesMemory: false, judge: () => undefined };
    const { violations } = await explore(race, storage());
    assert.deepEqual(violations, [
      'A got error: deadlock detected (40P01)',
      'B got error: deadlock detected (40P01)',
    ]);
    const { verdict, outcomes } = await explore(
      { ...race, mayReject: (error) => (error as { code?: string }).code === '40P01' },
      storage(),
    );
    assert.equal(verdict, 'prevented');
    assert.ok(outcomes.includes('A: error 40P01; B: nothing → 1'), outcomes.join('\n'));
    assert.equal(deadlock.counts.closed, deadlock.counts.made);
  });

  it('sends the requests of a client one after the other, in every order with answers of others', async () => {
    const copies = () => {
      const copy = new Map<string, number>();
      const read = async (pool: pg.Pool) => {
        if (!copy.has('left')) {
          const { rows } = await pool.query('select amount from stock where id = 1');
          copy.set('left', rows[0].amount);
        }
        return copy.get('left') as number;
      };
      return { read };
    };
    const { instance, reset } = shop(sumInDatabase);
    const { first } = await explore(
      {
        instance: () => ({ ...instance(), ...copies() }),
        instances: 2,
        sharesMemory: false,
        reset,
        clients: {
          A: ({ sell }) => sell(),
          B: [({ read, pool }) => read(pool), ({ read, pool }) => read(pool)],
        },
        judge: ({ answers: { A, B } }) => {
          const [before, after] = B ?? [];
          return A === 'sold' && before === 2 && after === 2
            ? 'B may have read old news'
            : undefined;
        },
      },
      storage(),
    );
    assert.deepEqual(first?.detail.answers, { A: 'sold', B: [2, 2] });
  });

  it('gives every run new instances where their memory decides', async () => {
    const { verdict, failing } = await explore({
      instance: () => ({ left: 2 }),
      clients: {
        A: async (memory) => {
          const { left } = memory;
          await new Promise((resolve) => setTimeout(resolve, 1));
          memory.left = left - 1;
        },
        B: async (memory) => {
          memory.left -= 1;
        },
      },
      look: (_own, [memory]) => memory?.left,
      judge: ({ seen }) => (seen === 0 ? undefined : `${seen} left`),
    });
    assert.equal(verdict, 'possible');
    assert.equal(failing, 1);
  });

  it('does not count what the code of a client hears after the run has ended', async () => {
    const { first } = await explore(
      {
        ...shop(sumInDatabase),
        clients: {
          // The explorer drops the connection when the run is over.
          A: async ({ pool }) => {
            const client = await pool.connect();
            await new Promise((_, reject) => {
              client.once('end', () => reject(new Error('too late')));
            });
          },
        },
        judge: () => undefined,
      },
      storage(),
    );
    assert.equal(first?.violation, 'no client can go on: A waits inside the process');
    assert.equal(first?.outcome, 'A: no answer → 2 (stuck)');
    assert.deepEqual(first?.detail.errors, {});
  });

  it('crashes an instance, and makes new ones for the next run', async () => {
    const race = shop(readThenWrite);
    const { outcomes } = await explore(
      { ...race, instances: 2, sharesMemory: false, judge: () => undefined },
      { ...storage(), faults: ['crash-after'] },
    );
    assert.ok(outcomes.includes('A: no answer; B: "sold" → 0'), outcomes.join('\n'));
    assert.equal(race.counts.closed, race.counts.made);
  });
});

describe('a service that is not described as it must be', () => {
  const good = { instance: () => ({}), clients: { A: () => 1 }, judge: () => undefined };
  const wrong: Readonly<Record<string, [object, RegExp]>> = {
    'no clients': [{ ...good, clients: {} }, /needs one client at least/],
    'a name that is a word': [
      { ...good, clients: { Ann: () => 1 } },
      /one capital letter, and not Ann/,
    ],
    'a client that is no function': [{ ...good, clients: { A: 1 } }, /client A needs a request/],
    'an instance that there is not': [
      { ...good, clients: { A: { instance: 1, requests: () => 1 } } },
      /instance 1, and there are 1/,
    ],
    'no instances': [{ ...good, instances: 0 }, /one instance at least, and not 0/],
    'no judge': [{ ...good, judge: undefined }, /judge of a service must be a function/],
    'neither service nor scenario': [{ clients: good.clients }, /neither a service/],
    'an instance that fails': [
      { ...good, instance: () => Promise.reject(new Error('no such host')) },
      /instance\(\) has failed: no such host/,
    ],
    'a reset that never ends': [
      { ...good, setUpLimitMs: 5, reset: () => new Promise(() => {}) },
      /reset\(\) has not ended within 0.005 s/,
    ],
    'a judge that says yes': [{ ...good, judge: () => true }, /judge\(\) has returned true/],
    'a judge that breaks': [
      { ...good, judge: () => Promise.reject(new TypeError('left is undefined')) },
      /judge\(\) has failed: left is undefined/,
    ],
    'an answer that has no end': [
      {
        ...good,
        clients: {
          A: () => {
            const circle: { self?: unknown } = {};
            circle.self = circle;
            return circle;
          },
        },
      },
      /the answer to A cannot be written down .*: return what matters/,
    ],
    'an answer of which nothing can be seen': [
      { ...good, clients: { A: async () => new Response('sold') } },
      /the answer to A cannot be written down \(nothing can be seen of its Response\): return/,
    ],
    'an outcome that is no text': [
      { ...good, outcome: () => new Map() },
      /the outcome of a run must be a text, and is of the type object/,
    ],
  };
  for (const [name, [service, message]] of Object.entries(wrong)) {
    it(`is an error of the set-up: ${name}`, async () => {
      await assert.rejects(explore(service as typeof good), { name: 'ExplorationError', message });
    });
  }
});
