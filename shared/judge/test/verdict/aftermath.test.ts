import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deposit, find, keysCountOnce, type Request, transfer, withdraw } from '@workbook/course';
import {
  type Ask,
  findPoison,
  findStale,
  patiently,
  readAccounts,
  type Truth,
} from '../../src/verdict/aftermath.ts';
import type { Answer } from '../../src/verdict/history.ts';
import { ann, bob, exchange, ok, refused } from '../support/histories.ts';

type Answers = (request: Request, instance: number) => Answer | undefined;

/** Answers each request by itself, up to the first that gets no answer. */
function asking(answers: Answers): Ask {
  return async (requests, instance) => {
    const exchanges = [];
    for (const [i, request] of requests.entries()) {
      const answer = answers(request, instance);
      exchanges.push(exchange('Z', request, i, answer && i + 1, answer));
      if (!answer) break;
    }
    return exchanges;
  };
}

describe('readAccounts', () => {
  it('has the accounts, or what the request was answered, or neither', async () => {
    const read = (answer: Answer | undefined, defect = '') =>
      readAccounts(
        asking(() => answer),
        () => defect,
      );
    assert.deepEqual(await read(ok([ann(70)])), { final: [ann(70)] });
    const broken = { status: 500, body: { code: 'internal', detail: 'it was logged' } };
    assert.deepEqual(await read(broken), { unreadable: '500 internal it was logged' });
    assert.deepEqual(await read(broken, ': half a file'), {
      unreadable: '500 internal: half a file',
    });
    assert.deepEqual(await read(undefined), {});
  });
});

describe('findStale', () => {
  const truth: Truth = {
    final: [ann(150), bob(50)],
    beginning: [ann(100), bob(50)],
    exchanges: [exchange('A', deposit('ann', 20), 0, 1, ok(ann(120)))],
    staleForMs: 0,
  };
  /** What a cache says of ann, before time passes and after that. */
  const stale = (more: Partial<Truth>, says: number, later = says) => {
    let passedMs = 0;
    const ask = asking(({ call }) =>
      ok(call.kind === 'find' && call.account === 'bob' ? bob(50) : ann(passedMs ? later : says)),
    );
    return findStale({ ...truth, ...more }, ask, async (ms) => {
      passedMs += ms;
    });
  };

  it('finds nothing where the cache says what is true', async () => {
    assert.equal(await stale({}, 150), undefined);
  });

  it('finds what is not true any more', async () => {
    assert.equal(await stale({}, 100), 'ann holds 150, but a reader is told 100');
  });

  it('allows an earlier truth, of the beginning or of an answer, until its time is over', async () => {
    assert.equal(await stale({ staleForMs: 5000 }, 100, 150), undefined);
    assert.equal(await stale({ staleForMs: 5000 }, 120, 150), undefined);
    const sentence = 'ann holds 150, but 5 s later a reader is still told 120';
    assert.equal(await stale({ staleForMs: 5000 }, 120), sentence);
  });

  it('takes both accounts of a transfer for a truth', async () => {
    const moved = ok({ from: bob(40), to: ann(110) });
    const exchanges = [exchange('A', transfer('bob', 'ann', 10), 0, 1, moved)];
    assert.equal(await stale({ exchanges, staleForMs: 5000 }, 110, 150), undefined);
  });

  it('never allows what was not true at any time', async () => {
    const sentence = 'a reader is told that ann holds 130, which was never true';
    assert.equal(await stale({ staleForMs: 5000 }, 130, 150), sentence);
    const refusedOnce = [exchange('A', deposit('ann', 30), 0, 1, refused('conflict'))];
    assert.equal(await stale({ exchanges: refusedOnce, staleForMs: 5000 }, 130, 150), sentence);
  });
});

describe('patiently', () => {
  const answersOf = async (answers: (passedMs: number) => Answer | undefined) => {
    let passedMs = 0;
    const ask = patiently(
      asking(() => answers(passedMs)),
      async (ms) => {
        passedMs += ms;
      },
    );
    const exchanges = await ask([deposit('ann', 20), deposit('ann', 30)], 0);
    return { passedMs, answers: exchanges.map(({ answer }) => answer?.status) };
  };
  const unavailable = { status: 503, body: { code: 'unavailable' } };

  it('waits a minute for a service that is not available, once for each request', async () => {
    const later = await answersOf((passedMs) => (passedMs === 0 ? unavailable : ok(ann(120))));
    assert.deepEqual(later, { passedMs: 60_000, answers: [200, 200] });
    const never = await answersOf(() => unavailable);
    assert.deepEqual(never, { passedMs: 120_000, answers: [503, 503] });
  });

  it('does not wait after any other answer, nor send more where none comes', async () => {
    const conflict = await answersOf(() => ({ status: 409, body: { code: 'conflict' } }));
    assert.deepEqual(conflict, { passedMs: 0, answers: [409, 409] });
    assert.deepEqual(await answersOf(() => undefined), { passedMs: 0, answers: [undefined] });
  });
});

describe('findPoison', () => {
  const left = {
    final: [ann(150), bob(0)],
    ids: new Map([['ann', 1]]),
    instances: 2,
    exchanges: [],
    defect: () => '',
  };
  const lastSeen = () => ' (last seen at accounts.ts:7)';
  let nextId = 0;
  const poison = async (answers: Answers) => {
    nextId = 10;
    return (await findPoison(left, asking(answers), lastSeen))?.says;
  };
  const healthy = ({ call }: Request) =>
    call.kind === 'open' ? ok({ id: nextId++, owner: call.owner, balance: 0 }) : ok(ann(150));

  it('withdraws all there is from every instance, puts it back, and opens an account', async () => {
    const labels: string[] = [];
    const noted: Answers = (request, instance) => {
      labels.push(`${instance}: ${request.label}`);
      return healthy(request);
    };
    assert.equal(await poison(noted), undefined);
    assert.deepEqual(labels, [
      '0: withdraw 150 from ann',
      '0: deposit 150 to ann',
      '0: open newcomer 1 with 0',
      '1: withdraw 150 from ann',
      '1: deposit 150 to ann',
      '1: open newcomer 2 with 0',
    ]);
  });

  it('asks one instance for all there is where the code keeps nothing in memory, and the others for a list', async () => {
    const labels: string[] = [];
    const noted: Answers = (request, instance) => {
      labels.push(`${instance}: ${request.label}`);
      return healthy(request);
    };
    nextId = 10;
    assert.equal(
      await findPoison({ ...left, stateless: true }, asking(noted), lastSeen),
      undefined,
    );
    assert.deepEqual(labels, [
      '0: withdraw 150 from ann',
      '0: deposit 150 to ann',
      '0: open newcomer 1 with 0',
      '1: list all accounts',
    ]);
  });

  it('finds an instance that answers no more, where the code keeps nothing in memory', async () => {
    nextId = 10;
    const silent: Answers = (request, instance) => (instance === 1 ? undefined : healthy(request));
    const found = await findPoison({ ...left, stateless: true }, asking(silent), lastSeen);
    assert.match(found?.says ?? '', /"list all accounts" gets no answer \(last seen/);
  });

  it('finds a request that one instance refuses', async () => {
    const sentence = await poison((request, instance) =>
      instance === 1 && request.call.kind === 'deposit' ? refused('conflict') : healthy(request),
    );
    assert.match(sentence ?? '', /"deposit 150 to ann" gets 409 conflict: something was left/);
  });

  it('names the requests of the run that did not come to a good end', async () => {
    const exchanges = [
      exchange('A', deposit('ann', 10), 0, 1, ok(ann(150))),
      exchange('B', withdraw('ann', 900), 0, 1, refused('insufficient_funds')),
      exchange('C', deposit('bob', 10), 0),
    ];
    const found = await findPoison(
      { ...left, exchanges },
      asking(() => refused('conflict')),
      lastSeen,
    );
    assert.match(
      found?.says ?? '',
      /left behind, perhaps by B: "withdraw 900 from ann", which got 409 insufficient_funds, or by C: "deposit 10 to bob", which got no answer$/,
    );
  });

  it('has the reason of an answer of 500, and does not say that the run has left it behind', async () => {
    const exchanges = [exchange('A', find('nobody'), 0, 1, refused('unknown_account'))];
    const broken = { status: 500, body: { code: 'internal_error' } };
    const found = await findPoison(
      { ...left, exchanges, defect: () => ': not written yet: task 4' },
      asking(() => broken),
      lastSeen,
    );
    assert.equal(
      found?.says,
      'afterwards, with no other client there, "withdraw 150 from ann" gets 500 internal_error: not written yet: task 4',
    );
  });

  it('says that it was noticed afterwards, but for an id that is given twice', async () => {
    const taken = ({ call }: Request) =>
      call.kind === 'open' ? ok({ id: 1, owner: call.owner, balance: 0 }) : ok(ann(150));
    const noticed = async (answers: Answers) => await findPoison(left, asking(answers), lastSeen);
    assert.equal((await noticed(() => undefined))?.isNoticedAfterwards, true);
    assert.deepEqual(await noticed(taken), {
      says: 'afterwards, a new account is given the id 1, which is taken',
    });
  });

  it('says where a request without an answer is', async () => {
    const sentence = await poison(() => undefined);
    assert.match(sentence ?? '', /gets no answer \(last seen at accounts\.ts:7\): something/);
  });

  describe('where keys count once', () => {
    const pay = { ...exchange('A', deposit('ann', 10), 0, 1, ok(ann(150))), key: 'k, anew' };
    const other = {
      ...exchange('B', deposit('ann', 20), 2, 3, refused('key_reused')),
      key: 'k, anew',
    };
    const rules = [keysCountOnce];
    const again = async (answers: Answers, exchanges = [pay, other]) => {
      nextId = 10;
      return (await findPoison({ ...left, exchanges, rules }, asking(answers), lastSeen))?.says;
    };
    const answeredWith =
      (answer: Answer | undefined, where = 1): Answers =>
      (request, instance) =>
        request.key !== undefined && instance === where ? answer : healthy(request);

    it('sends each request again by each instance, and takes any answer', async () => {
      const keys: unknown[] = [];
      const noted: Answers = (request, instance) => {
        if (request.key === undefined) return healthy(request);
        keys.push([instance, request.key, request.label]);
        return refused('key_reused');
      };
      assert.equal(await again(noted), undefined);
      assert.deepEqual(
        keys,
        [0, 1].flatMap((instance) => [
          [instance, 'k', 'deposit 10 to ann'],
          [instance, 'k', 'deposit 20 to ann'],
        ]),
      );
    });

    it('finds a request that gets no answer, or is put off', async () => {
      const kept =
        /^afterwards, with no other client there, "deposit 10 to ann" comes again, and gets/;
      for (const answer of [undefined, { status: 503, body: { code: 'unavailable' } }])
        assert.match((await again(answeredWith(answer))) ?? '', kept);
      assert.match(
        (await again(answeredWith(undefined))) ?? '',
        /no answer \(last seen at accounts\.ts:7\): something was left locked, perhaps by B: "deposit 20 to ann", which got 409 key_reused$/,
      );
    });

    it('lets what a crash has cut off be put off', async () => {
      const lost = { ...exchange('B', deposit('ann', 20), 2), key: 'k2' };
      const busy = { status: 503, body: { code: 'unavailable' } };
      assert.equal(await again(answeredWith(busy), [pay, lost]), undefined);
      assert.match((await again(answeredWith(undefined), [pay, lost])) ?? '', /comes again/);
    });
  });

  it('finds an id that is given out twice, even by two instances', async () => {
    for (const id of [2, 10]) {
      const same: Answers = (request) =>
        request.call.kind === 'open' ? ok({ id, owner: 'x', balance: 0 }) : healthy(request);
      assert.equal(
        await poison(same),
        `afterwards, a new account is given the id ${id}, which is taken`,
      );
    }
  });
});
