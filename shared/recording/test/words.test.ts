import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadCourse } from '@workbook/course';
import { mappedRaces } from '../src/mapped-races.ts';
import { readRecording } from '../src/recording-files.ts';
import { reworded } from '../src/reworded.ts';
import { wordsOf } from '../src/words/words.ts';

const client = 'A';
const token = '4fda3c11-2c6b-4d3e-9a57-0f1fe6e7d801';

const said = {
  sql: {
    begin: 'begins a transaction',
    'begin isolation level serializable': 'begins a serializable transaction',
    'start transaction isolation level repeatable read read only':
      'begins a repeatable read transaction, which only reads',
    'set transaction isolation level serializable': 'asks for a serializable transaction',
    "set local lock_timeout = '1s'": 'sets lock timeout to 1s',
    commit: 'commits its transaction',
    rollback: 'takes its transaction back',
    'savepoint "trx2"': 'sets a savepoint',
    'release "trx2"': 'gives its savepoint up, and keeps what it has done since',
    'rollback to "trx2"': 'goes back to its savepoint',
    'lock table account in exclusive mode': 'locks the whole table account',
    'select "a0".* from "account" as "a0" order by "a0"."id" asc': 'reads all accounts',
    'select "a0".* from "account" as "a0" where "a0"."id" = 1 limit 1': 'reads account 1',
    'select * from account where id = 1 for update': 'reads account 1 and locks its row',
    'select * from account where id = 1 for update nowait':
      'reads account 1 and locks its row, or fails at once where one is locked',
    'select * from account where id = 1 for share':
      'reads account 1 and locks its row against changes',
    'select * from account where id in (1, 2) order by id for update skip locked':
      'reads account 1 and account 2 and locks their rows, and passes over what is locked',
    'select count(*) as "count" from "account" as "a0" where "a0"."owner" = \'ann\'':
      'counts the accounts whose owner is ann',
    "select coalesce(sum(balance), 0) as sum from account where owner = 'ann'":
      'adds up the balance of the accounts whose owner is ann',
    'select "o0".* from "owner" as "o0" where "o0"."name" in (select "a1"."owner" from "account" as "a1" where "a1"."id" in (1, 2)) order by "o0"."name" asc for update':
      'reads the owners of account 1 and account 2 and locks their rows',
    'select "o0".* from "owner" as "o0" where "o0"."name" = \'ann\' limit 1 for update':
      'reads owner ann and locks its row',
    "select nextval('fencing_token') as token": 'takes the next fencing token',
    'select pg_advisory_xact_lock(1, 2)': 'takes the advisory lock 1 and 2',
    'select pg_try_advisory_xact_lock(1)': 'takes the advisory lock 1 if it is free',
    'select pg_advisory_unlock(1)': 'gives the advisory lock 1 back',
    'insert into "account" ("owner", "balance") values (\'ann, and bob\', \'10\') returning "id", "version"':
      'adds an account: owner ann, and bob, balance 10',
    "insert into owner (name) values ('ann') on conflict do nothing":
      'adds owner ann, if it is not there',
    "insert into request (key, asked, expires_at) values ('k', '[\"withdraw\",1,30]', '2030-01-01T00:00:00.000Z') on conflict (key) do update set asked = excluded.asked where request.expires_at <= '2029-12-31T00:00:00.000Z' returning key":
      'adds a request: key k, asked "withdraw 1 30"; writes over one that is there if that has expired',
    'update "account" set "balance" = \'70\' where "id" = 1': 'writes balance 70 into account 1',
    'update "account" set "balance" = \'70\', "version" = "version" + 1 where "id" = 1 and "version" = 3 returning "version"':
      'writes balance 70 into account 1 if its version is still 3, and adds 1 to its version',
    'update account set balance = balance - 30 where id = 1 and balance >= 30':
      'takes 30 from the balance of account 1 if its balance is at least 30',
    'update "account" set "balance" = case when ("id" = 1) then \'70\' when ("id" = 2) then \'130\' else "balance" end where "id" in (1, 2) returning "id"':
      'writes balance 70 into account 1 and balance 130 into account 2',
    "update account set fence = '2' where id = 1 and fence < '2' returning id":
      'writes fence 2 into account 1 if its fence is less than 2',
    'update "request" set "answer" = \'{"returned":{"id":1,"owner":"ann","balance":70}}\' where "key" = \'k\'':
      'writes answer "returned ann 70" into request k',
    'update "request" set "answer" =  E\'{"refused":"too_many_accounts","message":"\\\\"ann\\\\" has 3 accounts"}\' where "key" = \'k\'':
      'writes answer "refused too many accounts" into request k',
    'delete from "account" where "id" in (1)': 'deletes account 1',
    'delete from "account" where "id" = 1 and "version" = 3':
      'deletes account 1 if its version is still 3',
    'select a.id from account a join owner o on o.name = a.owner':
      'tells the database: SELECT a.id FROM account a join owner o ON o.name = a.owner',
    'update account set balance = (select max(balance) from account)':
      'tells the database: UPDATE account SET balance = (SELECT max(balance) FROM account)',
  },
  redis: {
    'GET account:1': 'reads account:1 from Redis',
    'DEL account:1 lease:1 account:2': 'deletes account:1, lease:1 and account:2 from Redis',
    [`SET lock:1 ${token} PX 2000 NX`]:
      'writes 4fda3c… to lock:1 in Redis for 2 s, if it is not there',
    [`EVAL -- release -- if redis.call('GET', KEYS[1]) then return 0 end 1 lock:1 ${token}`]:
      'lets Redis release lock:1, given 4fda3c…',
    'PING now': 'tells Redis: PING now',
  },
  file: {
    'rename a.tmp → a': 'renames a.tmp to a',
    'fsync a': 'waits until a is on the disk',
    'unlink a': 'deletes a',
    'chmod a': 'sets who may read and write a',
    'chown a': 'sets who owns a',
    'stat a': 'looks up the size and the rights of a',
    'realpath a': 'looks up where a lies',
    'link a': 'calls link on a',
  },
} as const;

describe('what a turn does, in plain words', () => {
  for (const [kind, all] of Object.entries(said))
    for (const [text, words] of Object.entries(all))
      it(words, () => {
        assert.equal(wordsOf({ kind: kind as keyof typeof said, text, move: { client } }), words);
      });

  it('says what a fault has made of it', () => {
    const turn = { kind: 'sql', text: 'commit' } as const;
    assert.equal(
      wordsOf({ ...turn, move: { client, fault: 'crash-after' } }),
      'commits its transaction, and crashes before it hears of it',
    );
    assert.equal(
      wordsOf({ ...turn, move: { client, fault: 'time-passes' } }),
      'commits its transaction, when time has gone by',
    );
  });

  it('is there for whatever the course’s own code sends, on each step', async () => {
    const cells = mappedRaces(await loadCourse());
    const recordings = cells.flatMap((cell) => readRecording(cell) ?? []);
    const words = recordings.flatMap((one) => reworded(one).turns.map((turn) => turn.words));
    const strange = words.filter((one) =>
      /tells the database:|tells Redis:|calls \w+ on|\b(WHERE|SELECT|SET|FROM|CONFLICT|RETURNING)\b| = /.test(
        one,
      ),
    );
    assert.deepEqual([...new Set(strange)], []);
    assert.ok(words.length > 1000);
  });
});
