import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { actor, operation, plan } from '../support/parts.ts';
import { situation } from '../support/situation.ts';

describe('the clients that can be let go', () => {
  it('are those that have parked an operation', () => {
    const { park, enabled } = situation();
    assert.equal(enabled(), '');
    park('B');
    assert.equal(enabled(), 'B');
    park('A');
    assert.equal(enabled(), 'AB');
  });

  it('do what they have parked first, one after the other', () => {
    const { clients, go } = situation();
    for (const text of ['first', 'second']) clients.park('A', operation(text));
    assert.equal(clients.next('A').operation.text, 'first');
    go('A');
    assert.equal(clients.next('A').operation.text, 'second');
    go('A');
    assert.throws(() => clients.next('A'), /client A has no operation to be let go/);
    assert.throws(() => clients.next('C'), /there is no client C in this race/);
  });

  it('know which turn has brought them there', () => {
    const { clients, park, go } = situation();
    park('A', 'B');
    go('A');
    park('A');
    assert.deepEqual([clients.next('A').at, clients.next('B').at], [0, -1]);
  });

  it('are those whose short timer may fire, too', () => {
    const { park, sleep, enabled } = situation();
    park('A');
    sleep('B', 999);
    assert.equal(enabled(), 'AB');
  });

  it('are not those whose timer guards against something that hangs', () => {
    const { park, sleep, go, enabled } = situation();
    park('A');
    sleep('B', 1000);
    assert.equal(enabled(), 'A');
    go('A');
    assert.equal(enabled(), 'B', 'no other client can go on');
  });

  describe('where clients share an instance', () => {
    const together = [plan('A'), plan('B')];

    it('are those whose timer guards a wait, too, and the turn tells of that', () => {
      const { park, sleep, go, enabled, turns } = situation({ plans: together });
      park('A');
      sleep('B', 1000);
      assert.equal(enabled(), 'AB');
      go('B');
      go('A');
      assert.deepEqual(
        turns.map(({ endsWaitEarly }) => endsWaitEarly),
        [true, undefined],
      );
    });

    it('are not those whose timer comes after one that was armed before it, and is due sooner', () => {
      const { park, sleep, go, enabled } = situation({ plans: together });
      park('A');
      sleep('A', 500);
      sleep('B', 2000);
      assert.equal(enabled(), 'A');
      go('A');
      assert.equal(enabled(), 'A', 'its timer is next');
      go('A');
      assert.equal(enabled(), 'B');
    });

    it('are those whose timer was armed before the other, as what came in between may have taken longer', () => {
      const { park, sleep, go, enabled } = situation({ plans: together });
      park('A');
      sleep('B', 2000);
      go('A');
      park('A');
      sleep('A', 500);
      assert.equal(enabled(), 'AB');
    });

    it('are not those whose timer guards the wait for a connection', () => {
      const { park, clients, go, enabled, turns } = situation({ plans: together });
      park('A');
      clients.arm(1000, actor('B'), () => {}, true);
      assert.equal(enabled(), 'A');
      go('A');
      go('B');
      assert.equal(turns[1]?.endsWaitEarly, undefined, 'no other client could go on');
    });

    it('are those whose timer guards a wait where only short ones are patient', () => {
      for (const [patientTimers, expected] of [
        ['short', 'AB'],
        [true, 'A'],
      ] as const) {
        const { park, sleep, enabled } = situation({ plans: together, patientTimers });
        park('A');
        sleep('B', 1000);
        assert.equal(enabled(), expected);
      }
    });

    it('are not those whose code keeps nothing there', () => {
      const stateless = together.map((one) => ({ ...one, stateless: true }));
      const { park, sleep, enabled } = situation({ plans: stateless });
      park('A');
      sleep('B', 1000);
      assert.equal(enabled(), 'A');
    });
  });

  it('are not those whose timer is short, where timers are patient', () => {
    for (const patientTimers of ['short', true] as const) {
      const { park, sleep, enabled } = situation({ patientTimers });
      park('A');
      sleep('B', 10);
      assert.equal(enabled(), 'A');
    }
  });

  it('are not those that a server keeps waiting, even if their timer is short', () => {
    const { park, sleep, enabled } = situation({ inFlight: 'B' });
    park('A');
    sleep('B', 10);
    assert.equal(enabled(), 'A');
  });

  it('are those whose timer is due first, when none is short', () => {
    const { clients, sleep, enabled } = situation();
    sleep('A', 3000);
    sleep('B', 2000);
    sleep('B', 4000);
    assert.equal(enabled(), 'B');
    assert.equal(clients.next('B').operation.text, 'timer of 2000 ms');
  });

  it('are not those whose timer was called off', () => {
    const { sleep, enabled } = situation();
    const cancel = sleep('A', 10);
    assert.equal(enabled(), 'A');
    cancel();
    assert.equal(enabled(), '');
  });

  it('wake up from a short sleep again only after another client did what they may see', () => {
    const { park, sleep, go, enabled } = situation();
    const touches = [{ mode: 'write', scope: 'redis' }] as const;
    sleep('A', 10);
    go('A', touches);
    park('A');
    go('A', touches);
    sleep('A', 10);
    park('B');
    assert.equal(enabled(), 'B', 'its own turns do not count');
    go('B');
    park('B');
    assert.equal(enabled(), 'B', 'nor a turn that touches nothing');
    go('B', touches);
    park('B');
    assert.equal(enabled(), 'AB');
  });

  it('are not those of a paused instance, until no other client can go on', () => {
    const { clients, park, go, enabled } = situation();
    park('A', 'B');
    clients.pause(0);
    assert.equal(enabled(), 'B');
    go('B');
    assert.equal(enabled(), 'A');
    assert.deepEqual([clients.resume(0), clients.resume(0)], [true, false]);
    park('B');
    assert.equal(enabled(), 'AB');
  });

  it('are those that have left something parked behind, but not a timer', () => {
    const { clients, park, sleep, enabled } = situation();
    clients.finish('A', 'done');
    sleep('A', 10);
    assert.equal(enabled(), '');
    park('A');
    assert.equal(enabled(), 'A');
  });
});

describe('the end of clients', () => {
  it('is noted with what they return and with its turn', () => {
    const { clients, turns, park, go } = situation();
    park('A');
    go('A');
    clients.finish('A', 42);
    assert.deepEqual([...clients.ends.results], [['A', 42]]);
    assert.deepEqual([turns[0]?.finished, clients.unfinished()], [['A'], ['B']]);
  });

  it('is a crash for all of their instance, and nothing that they still do counts', () => {
    const plans = [plan('A'), plan('B', { instance: 1 }), plan('C')];
    const { clients, park, sleep, enabled } = situation({ plans });
    park('A', 'B');
    sleep('C', 10);
    clients.crash(0);
    assert.equal(enabled(), 'B');
    park('A');
    sleep('C', 10);
    clients.finish('C', 'an answer');
    assert.deepEqual([enabled(), [...clients.ends.results]], ['B', []]);
    assert.deepEqual([clients.ends.crashedInstances, clients.unfinished()], [[0], ['B']]);
  });

  it('is the end of their run, and nothing that they still do counts', () => {
    const { clients, park, changes } = situation();
    clients.freeze();
    park('A');
    clients.finish('A', 'an answer');
    assert.deepEqual([clients.enabled(), [...clients.ends.results], changes()], [[], [], 0]);
  });
});

describe('a client out of sight', () => {
  it('is neither parked, nor asleep, nor with a server, nor finished', () => {
    const isOneOutOfSight = (
      inFlight: string,
      settle: (s: ReturnType<typeof situation>) => void,
    ) => {
      const made = situation({ plans: [plan('A')], inFlight });
      settle(made);
      return made.clients.isOneOutOfSight();
    };
    assert.equal(
      isOneOutOfSight('', () => {}),
      true,
    );
    assert.equal(
      isOneOutOfSight('', ({ park }) => park('A')),
      false,
    );
    assert.equal(
      isOneOutOfSight('', ({ sleep }) => sleep('A', 10)),
      false,
    );
    assert.equal(
      isOneOutOfSight('A', () => {}),
      false,
    );
    assert.equal(
      isOneOutOfSight('', ({ clients }) => clients.finish('A', 1)),
      false,
    );
    assert.equal(
      isOneOutOfSight('', ({ clients }) => clients.crash(0)),
      false,
    );
  });
});

describe('the memory of an instance', () => {
  it('is touched by each of its clients, unless there is one alone or it is stateless', () => {
    const plans = [
      plan('A'),
      plan('B'),
      plan('C', { stateless: true }),
      plan('D', { instance: 1 }),
    ];
    const { clients } = situation({ plans });
    const memory = { mode: 'write', scope: 'memory of instance 0' };
    assert.deepEqual(
      ['A', 'B', 'C', 'D'].map((name) => clients.memoryOf(name)),
      [[memory], [memory], [], []],
    );
  });
});
