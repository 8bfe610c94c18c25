import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deposit, find, open, race, transfer, withdraw } from '@workbook/course';
import type { SqlVerb } from '@workbook/explorer';
import type { Evidence } from '../../src/verdict/evidence.ts';
import { findViolation } from '../../src/verdict/oracle.ts';
import { ann, bob, exchange, ok, refused } from '../support/histories.ts';
import { statement, turn } from '../support/turns.ts';

const anyRace = race('any', {
  anomaly: 'lost update',
  question: 'Is it right?',
  accounts: { ann: 100, bob: 50 },
  instances: 1,
  clients: { A: withdraw('ann', 30), B: deposit('ann', 50) },
});

const noTable = { verb: 'select', tables: [], locksRows: false, interrupts: false } as const;

const sound: Evidence = {
  race: anyRace,
  beginning: [ann(100), bob(50)],
  exchanges: [],
  turns: [],
  ending: { kind: 'finished' },
  final: [ann(100), bob(50)],
};

const violation = (evidence: Partial<Evidence>) => found(evidence)?.says;
const found = (evidence: Partial<Evidence>) => findViolation({ ...sound, ...evidence });

describe('findViolation', () => {
  it('finds nothing wrong with what is right', () => {
    assert.equal(violation({}), undefined);
    const exchanges = [exchange('A', withdraw('ann', 30), 0, 1, ok(ann(70)))];
    assert.equal(violation({ exchanges, final: [ann(70), bob(50)] }), undefined);
  });

  for (const [what, evidence, sentence] of [
    [
      'who waits for whom',
      {
        ending: {
          kind: 'stuck',
          waiting: [
            { client: 'A', for: ['B'], operation: 'commit' },
            { client: 'B', for: [] },
          ],
        },
      },
      'no client can go on: A waits for B in "commit", B waits inside the process',
    ],
    [
      'that nothing can be read afterwards',
      { final: undefined },
      'the accounts cannot be read afterwards: something was left locked',
    ],
    [
      'why nothing can be read afterwards',
      { final: undefined, openTransactions: ['A'] },
      'client A has left a transaction open: its connection, and what it has locked, are lost to all other requests; the accounts cannot be read afterwards: something was left locked',
    ],
    [
      'a defect and its reason',
      {
        exchanges: [exchange('A', find('ann'), 0, 1, { status: 500, body: { code: 'internal' } })],
        defect: ': it is broken',
      },
      'client A was answered 500 internal to "read ann": it is broken',
    ],
    [
      'a defect, and not that the accounts cannot be read after it',
      {
        exchanges: [exchange('A', find('ann'), 0, 1, { status: 500, body: { code: 'internal' } })],
        defect: ': it is broken',
        final: undefined,
        unreadable: '500 internal: it is broken',
      },
      'client A was answered 500 internal to "read ann": it is broken',
    ],
    [
      'a balance below zero',
      { final: [ann(-20), bob(50)] },
      'ann holds -20: a balance must never fall below zero',
    ],
    [
      'a balance below zero that was only shown',
      { exchanges: [exchange('B', find('ann'), 0, 1, ok(ann(-1)))] },
      'client B was shown a balance below zero: 200 ann -1',
    ],
    [
      'one id for two accounts',
      {
        exchanges: [
          exchange('A', open('cat', 5), 0, 1, {
            status: 201,
            body: { id: 2, owner: 'cat', balance: 5 },
          }),
        ],
      },
      'bob and cat were both given the id 2',
    ],
    [
      'the sum that does not add up',
      {
        exchanges: [
          exchange('A', withdraw('ann', 30), 0, 3, ok(ann(70))),
          exchange('B', deposit('ann', 50), 1, 2, ok(ann(150))),
        ],
        final: [ann(70), bob(50)],
      },
      'ann: 100 − 30 + 50 = 120, but the account holds 70',
    ],
    [
      'money that went to the wrong account, although the total is right',
      {
        exchanges: [
          exchange('A', transfer('ann', 'bob', 30), 0, 1, ok({ from: ann(70), to: bob(80) })),
        ],
        final: [ann(80), bob(70)],
      },
      'ann: 100 − 30 = 70, but the account holds 80',
    ],
    [
      'money that no outcome of a lost request explains',
      { exchanges: [exchange('A', transfer('ann', 'bob', 30), 0)], final: [ann(70), bob(50)] },
      'ann: no request that was accepted changes the 100, but the account holds 70, whether or not the interrupted request took effect',
    ],
    [
      'that an account is gone',
      { final: [bob(50)] },
      'ann: no request that was accepted changes the 100, but the account is gone',
    ],
    [
      'which request has changed something and was refused',
      {
        exchanges: [
          exchange('A', transfer('ann', 'cat', 30), 0, 1, refused('unknown_account', 404)),
        ],
        final: [ann(70), bob(50)],
      },
      'ann: no request that was accepted changes the 100, but the account holds 70; "transfer 30 from ann to cat" was answered 404 unknown_account',
    ],
    [
      'an answer of a wrong form',
      { exchanges: [exchange('A', find('ann'), 0, 1, ok({ ...ann(100), balance: '100' }))] },
      'client A\'s answer to "read ann" should have an account\'s balance as a whole number, and "100" came',
    ],
    [
      'what should have been answered where no two requests overlap',
      { exchanges: [exchange('A', withdraw('ann', 30), 0, 1, refused('insufficient_funds'))] },
      'no two requests overlap, and client A was answered 409 insufficient_funds to "withdraw 30 from ann": it should be 200 ann 70',
    ],
    [
      'who was turned away',
      { exchanges: [exchange('A', withdraw('ann', 30), 0, 1, refused('unavailable', 503))] },
      'client A was turned away (503 unavailable) although "withdraw 30 from ann" could be served',
    ],
    [
      'who was turned away by a limit, and whom it had waited for',
      {
        turns: [turn(0, 'A', { waitsFor: ['A'], reply: { error: { message: 'too late' } } })],
        exchanges: [exchange('A', withdraw('ann', 30), 0, 1, refused('unavailable', 503))],
      },
      'client A was turned away (503 unavailable) although "withdraw 30 from ann" could be served, after it had waited for another connection of its own in vain',
    ],
    [
      'answers that no order explains',
      {
        exchanges: [
          exchange('A', withdraw('ann', 30), 0, 2, refused('insufficient_funds')),
          exchange('B', find('ann'), 1, 3, ok(ann(100))),
        ],
      },
      'no one-at-a-time order of the requests explains the answers (A: 409 insufficient_funds, B: 200 ann 100) together with the end (ann 100, bob 50)',
    ],
  ] as const satisfies [string, Partial<Evidence>, string][]) {
    it(`tells ${what}`, () => assert.equal(violation(evidence), sentence));
  }

  it('tells that a client never finishes, when it only repeats the same few operations', () => {
    const repeating = [{ client: 'A', operations: 3, of: 100 }];
    const sentence = 'client A never finishes: its last 100 operations repeat the same 3';
    assert.equal(violation({ ending: { kind: 'endless', repeating } }), sentence);
  });

  it('tells nothing of a run that was given up, whatever it looked like by then', () => {
    const ending = { kind: 'too-long', turns: 600 } as const;
    assert.equal(violation({ ending, final: [] }), undefined);
  });

  it('counts collisions of transactions, where the race says how many there may be', () => {
    const waits = { outcome: 'waiting', waitsFor: ['A'] } as const;
    const waiting = turn(0, 'B', { ...statement('update', 'update'), ...waits });
    const undone = turn(1, 'B', statement('rollback', 'rollback'));
    const bounded = (collisions: number) => ({ ...anyRace, collisions });
    const sentence =
      'client B waits in the database for A, and keeps a connection from others for so long';
    assert.equal(violation({ turns: [waiting], race: bounded(0) }), sentence);
    assert.equal(
      violation({ turns: [undone], race: bounded(0) }),
      'client B has worked in vain: its transaction is rolled back',
    );
    assert.equal(violation({ turns: [waiting], race: bounded(1) }), undefined);
    assert.equal(violation({ turns: [waiting, undone] }), undefined);
    const inMemory = turn(0, 'B', waits);
    assert.equal(violation({ turns: [inMemory], race: bounded(0) }), undefined);
  });

  it('counts what was read from a table, where the race says how often is enough', () => {
    const read = turn(0, 'A', statement('select 1 from account', 'select'));
    const lock = { ...statement('select pg_advisory_lock(1)', 'select'), sql: noTable };
    const turns = [read, turn(1, 'A', lock), turn(2, 'A', statement('update', 'update')), read];
    const bounded = (databaseReads: number) => ({ ...anyRace, databaseReads });
    const sentence = 'the database was read 2 times, and 1 would have been enough';
    assert.equal(violation({ turns, race: bounded(1) }), sentence);
    assert.equal(violation({ turns, race: bounded(2) }), undefined);
    assert.equal(violation({ turns }), undefined);
  });

  describe('of a paused client for which another one waits', () => {
    const impatient = { ...anyRace, pausedMayDelay: false };
    const paused = (...before: SqlVerb[]) => [
      ...before.map((verb, i) => turn(i, 'A', statement(verb, verb))),
      turn(before.length, 'A', { move: { client: 'A', fault: 'pause' } }),
      turn(before.length + 1, 'B', { outcome: 'waiting', waitsFor: ['A'] }),
    ];
    const sentence = 'B has to wait for A, which is paused and has changed nothing';

    it('tells that it has changed nothing in its open transaction', () => {
      for (const before of [
        [],
        ['begin', 'select'],
        ['begin', 'update', 'commit', 'begin'],
      ] as const)
        assert.equal(violation({ race: impatient, turns: paused(...before) }), sentence);
    });

    it('tells nothing when it has changed something there, or the race allows it', () => {
      const changed = paused('begin', 'insert', 'select', 'savepoint');
      assert.equal(violation({ race: impatient, turns: changed }), undefined);
      assert.equal(violation({ turns: paused('begin') }), undefined);
    });
  });

  it('says that it is no race where no two requests overlap, and of what every step promises', () => {
    const refusedOne = [exchange('A', withdraw('ann', 30), 0, 1, refused('insufficient_funds'))];
    assert.equal(found({ exchanges: refusedOne })?.isAlone, true);
    const beside = exchange('B', find('bob'), 0, 1, ok(bob(50)));
    assert.equal(found({ exchanges: [...refusedOne, beside] })?.isAlone, false);
    const promise = { ...anyRace, nobodyOverlaps: true };
    assert.equal(found({ race: promise, final: undefined })?.isAlone, true);
    assert.equal(found({ final: undefined })?.isAlone, false);
  });

  it('names who has left a transaction open, or says that only what came after the run has noticed', () => {
    const openTransactions = ['B'];
    assert.equal(found({ openTransactions })?.leftOpen, 'B');
    assert.equal(found({ final: undefined, openTransactions })?.leftOpen, 'B');
    assert.equal(found({ final: undefined, openTransactions })?.isNoticedAfterwards, undefined);
    assert.equal(found({ final: undefined })?.isNoticedAfterwards, true);
    const ending = { kind: 'stuck' as const, waiting: [{ client: 'A', for: ['B'] }] };
    const stuck = found({ final: undefined, ending, openTransactions });
    assert.deepEqual([stuck?.leftOpen, stuck?.isNoticedAfterwards], [undefined, undefined]);
  });

  it('names the task that is not written yet beside a defect that says so, and beside nothing else', () => {
    const exchanges = [exchange('A', find('ann'), 0, 1, { status: 500, body: {} })];
    assert.equal(found({ exchanges, notWritten: 4 })?.notWritten, 4);
    assert.equal(found({ final: undefined, notWritten: 4 })?.notWritten, undefined);
  });

  it('marks a client that is turned away, where nothing else is wrong', () => {
    const exchanges = [exchange('A', withdraw('ann', 30), 0, 1, refused('unavailable', 503))];
    assert.equal(found({ exchanges })?.isTurnedAway, true);
    const lost = found({ exchanges, final: [ann(70), bob(50)] });
    assert.ok(lost);
    assert.equal(lost.isTurnedAway, undefined);
  });

  it('lets a client be turned away where the race allows it', () => {
    const exchanges = [exchange('A', withdraw('ann', 30), 0, 1, refused('unavailable', 503))];
    assert.equal(violation({ race: { ...anyRace, mayGiveUp: true }, exchanges }), undefined);
  });

  it('lets a client be turned away that has waited for long, if nothing has come of it', () => {
    const late = exchange('A', withdraw('ann', 30), 0, 1, refused('unavailable', 503));
    const exchanges = [{ ...late, hasWaitedLong: true }];
    assert.equal(violation({ exchanges }), undefined);
    assert.ok(violation({ exchanges, final: [ann(70), bob(50)] }));
  });

  it('lets a request without an answer be carried out, or not', () => {
    const exchanges = [exchange('A', withdraw('ann', 30), 0)];
    assert.equal(violation({ exchanges }), undefined);
    assert.equal(violation({ exchanges, final: [ann(70), bob(50)] }), undefined);
  });
});
