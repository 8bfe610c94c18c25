import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Call, deposit, find, hoursLater, open, withdraw, withKey } from '@workbook/course';
import type { Answer, Names } from '../../src/verdict/history.ts';
import { Conversation } from '../../src/world/conversation.ts';
import type { SendOptions } from '../../src/world/race-client.ts';
import { ann, ok, refused } from '../support/histories.ts';

/** A service that answers one thing after the other, and keeps what it was asked. */
class FakeService {
  readonly asked: (SendOptions & { call: Call; ids: Names })[] = [];
  readonly #answers: Answer[];

  constructor(...answers: Answer[]) {
    this.#answers = answers;
  }

  async send(call: Call, ids: Names, { etags = new Map(), key }: SendOptions = {}) {
    this.asked.push({ call, ids: new Map(ids), etags: new Map(etags), key });
    const answer = this.#answers.shift();
    if (!answer) throw new Error('the client has crashed');
    return answer;
  }
}

/** Counts up each time that it is asked. */
function clock() {
  let turns = 0;
  return { sending: () => turns++, answered: () => turns++ };
}

describe('a conversation', () => {
  it('keeps each request with its answer, and when both were', async () => {
    const conversation = new Conversation(new Map([['ann', 1]]));
    const service = new FakeService(ok(ann(70)), refused('insufficient_funds'));
    const requests = [withdraw('ann', 30), withdraw('ann', 90)];
    await conversation.send({ client: 'A' }, requests, () => service, clock());
    assert.deepEqual(conversation.exchanges, [
      {
        client: 'A',
        ...withdraw('ann', 30),
        key: 'A-1',
        calledAt: 0,
        answeredAt: 1,
        answer: ok(ann(70)),
      },
      {
        client: 'A',
        ...withdraw('ann', 90),
        key: 'A-2',
        calledAt: 2,
        answeredAt: 3,
        answer: refused('insufficient_funds'),
      },
    ]);
  });

  it('takes a key that comes a day after it came first for another key', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const answers = Array.from({ length: 4 }, () => ok(ann(70)));
    const service = new FakeService(...answers);
    const again = withKey('k', withdraw('ann', 30));
    const requests = [again, hoursLater(23, again), hoursLater(1, again), hoursLater(23, again)];
    const conversation = new Conversation(new Map([['ann', 1]]));
    const sent = conversation.send({ client: 'A' }, requests, () => service, clock());
    for (const hours of [23, 1, 23]) {
      await new Promise(setImmediate);
      t.mock.timers.tick(hours * 60 * 60 * 1000);
    }
    await sent;
    assert.deepEqual(
      conversation.exchanges.map(({ key }) => key),
      ['k', 'k', 'k, anew', 'k, anew'],
    );
    assert.deepEqual(new Set(service.asked.map(({ key }) => key)), new Set(['k']));
  });

  it('waits before it sends a request that comes hours later', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const service = new FakeService(ok(ann(70)), ok(ann(40)));
    const requests = [withdraw('ann', 30), hoursLater(23, withdraw('ann', 30))];
    const waiting = Promise.withResolvers<void>();
    const sent = new Conversation(new Map()).send({ client: 'A' }, requests, () => service, {
      ...clock(),
      answered: () => (setImmediate(waiting.resolve), 0),
    });
    await waiting.promise;
    t.mock.timers.tick(23 * 60 * 60 * 1000 - 1);
    await new Promise(setImmediate);
    assert.equal(service.asked.length, 1);
    t.mock.timers.tick(1);
    await sent;
    assert.equal(service.asked.length, 2);
  });

  it('keeps a request that was never answered', async () => {
    const conversation = new Conversation(new Map());
    const sent = conversation.send(
      { client: 'A' },
      [open('cat', 5)],
      () => new FakeService(),
      clock(),
    );
    await assert.rejects(sent, /crashed/);
    assert.deepEqual(conversation.exchanges, [
      { client: 'A', ...open('cat', 5), key: 'A-1', calledAt: 0 },
    ]);
  });

  it('lets every client name an account that one of them has opened', async () => {
    const known = new Map([['ann', 1]]);
    const conversation = new Conversation(known);
    const opened = { status: 201, body: { id: 7, owner: 'cat', balance: 5 } };
    await conversation.send(
      { client: 'A' },
      [open('cat', 5)],
      () => new FakeService(opened),
      clock(),
    );
    const service = new FakeService(ok(ann(1)));
    await conversation.send({ client: 'B' }, [find('cat')], () => service, clock());
    assert.deepEqual(service.asked[0]?.ids, new Map(known).set('cat', 7));
    assert.deepEqual(known, new Map([['ann', 1]]), 'the next run begins as this one did');
  });

  it('tells an edit which version its own client has read', async () => {
    const conversation = new Conversation(new Map([['ann', 1]]));
    const edit = deposit('ann', 5, { ifUnchanged: true });
    const reader = new FakeService({ ...ok(ann(100)), etag: '"3"' }, ok(ann(105)));
    const other = new FakeService(ok(ann(110)));
    await conversation.send({ client: 'A' }, [find('ann'), edit], () => reader, clock());
    await conversation.send({ client: 'B' }, [edit], () => other, clock());
    assert.deepEqual(reader.asked[1]?.etags, new Map([['ann', '"3"']]));
    assert.deepEqual(other.asked[0]?.etags, new Map());
  });
});
