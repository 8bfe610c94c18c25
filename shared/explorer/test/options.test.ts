import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type ExploreOptions,
  ExplorerPool,
  explore,
  lookAt,
  replay,
  replayEach,
} from '../src/index.ts';
import { codeScenario } from './support/code-scenario.ts';

const scenario = codeScenario({ share: () => undefined, clients: { A: async () => 'done' } });
const service = { instance: () => ({}), clients: { A: () => 'done' }, judge: () => undefined };

describe('an option', () => {
  const wrong: Record<string, readonly [options: unknown, message: string | RegExp]> = {
    misspelt: [{ reducton: 'none' }, 'the option reducton does not exist: write reduction'],
    'of another case': [
      { postgresURL: 'x' },
      'the option postgresURL does not exist: write postgresUrl',
    ],
    unknown: [
      { orders: 3 },
      /^the option orders does not exist: there are postgresUrl, redisUrl, /,
    ],
    'one of several texts': [
      { reduction: 'all' },
      'the option reduction must be "sleep-sets" or "none", and is "all"',
    ],
    'a fault that does not exist': [
      { faults: ['crash'] },
      /^the option faults must be a list of "crash-before", .*, and is \["crash"\]$/,
    ],
    'of a client that does not exist': [
      { faults: ['pause'], faultsOf: ['Z'] },
      'the option faultsOf names a client Z that does not exist: there are A',
    ],
    'a number in a text': [
      { maxRuns: '5' },
      'the option maxRuns must be a whole number, and is "5"',
    ],
    'no number': [
      { maxTurns: Number.NaN },
      'the option maxTurns must be a whole number, and is NaN',
    ],
    'a time before now': [
      { pauseMs: -1 },
      'the option pauseMs must be a number of milliseconds, and is -1',
    ],
    'a text as moves': [
      { beginning: 'AB' },
      'the option beginning must be a list of moves, which parseSchedule() makes of a text, and is "AB"',
    ],
    'no url of PostgreSQL': [
      { postgresUrl: 'hello' },
      'the option postgresUrl must be a url such as postgres://user:password@localhost:5432/database, and is "hello"',
    ],
    'no url of Redis': [
      { redisUrl: '' },
      'the option redisUrl must be a url such as redis://localhost:6379/0, and is ""',
    ],
    'no function': [
      { mayEscape: true },
      'the option mayEscape must be a function that is asked of each escape, such as () => true, and is true',
    ],
    'not there at all': [null, 'options must be an object, and are null'],
  };
  for (const [name, [options, message]] of Object.entries(wrong))
    it(`is refused: ${name}`, async () => {
      const refused = { name: 'ExplorationError', message };
      await assert.rejects(explore(scenario, options as ExploreOptions), refused);
      await assert.rejects(replay(service, [], options as ExploreOptions), refused);
      await assert.rejects(lookAt(service, [], options as ExploreOptions), refused);
      const each = replayEach(scenario, [[]], options as ExploreOptions);
      await assert.rejects(each.next(), refused);
    });

  it('may be undefined', async () => {
    const options = { maxRuns: undefined, enoughRuns: Number.POSITIVE_INFINITY } as ExploreOptions;
    assert.equal((await explore(service, options)).run, 1);
  });

  it('is refused by a pool, too', async () => {
    await using pool = new ExplorerPool(new URL('file:///none.js'), [{}]);
    await assert.rejects(pool.explore({}, { maxRun: 5 } as ExploreOptions), {
      name: 'ExplorationError',
      message: 'the option maxRun does not exist: write maxRuns',
    });
    assert.throws(() => new ExplorerPool(new URL('file:///none.js'), [{ url: '' } as object]), {
      name: 'ExplorationError',
    });
  });
});

describe('a schedule', () => {
  it('is a list of moves, and no text', async () => {
    const refused = {
      name: 'ExplorationError',
      message: 'a schedule must be a list of moves, and is "AB": give parseSchedule("AB")',
    };
    await assert.rejects(replay(service, 'AB' as never), refused);
    await assert.rejects(lookAt(service, 'AB' as never), refused);
    await assert.rejects(replayEach(scenario, ['AB' as never]).next(), refused);
  });
});

describe('a member of a service', () => {
  const wrong: Record<string, readonly [members: object, message: string | RegExp]> = {
    misspelt: [
      { shareMemory: false },
      'the member shareMemory of a service does not exist: write sharesMemory',
    ],
    'no truth': [
      { sharesMemory: 'no' },
      'the member sharesMemory of a service must be true or false, and is "no"',
    ],
    'what cannot be accepted': [
      { accepts: ['stuk'] },
      'the member accepts of a service must be a list of "stuck", "rejected", "idle", and is ["stuk"]',
    ],
    'no reset': [
      { reset: {} },
      'the member reset of a service must be a function, and is an object',
    ],
    'a client that is null': [
      { clients: { A: null } },
      'client A needs a request: a function, or a list of them',
    ],
    'a client with a member that does not exist': [
      { clients: { A: { lable: 'buys', requests: () => 'done' } } },
      'the member lable of client A does not exist: write label',
    ],
  };
  for (const [name, [members, message]] of Object.entries(wrong))
    it(`is refused: ${name}`, async () => {
      await assert.rejects(explore({ ...service, ...members }), {
        name: 'ExplorationError',
        message,
      });
    });

  it('may be one that only the service knows', async () => {
    const counting = { ...service, counts: 0 };
    assert.equal((await explore(counting)).run, 1);
  });
});

describe('a service', () => {
  it('is told of a reset() where what it has stored decides, and it has none', async () => {
    let stored = 0;
    const keeping = {
      ...service,
      clients: {
        A: async () => {
          stored += 1;
          return stored;
        },
      },
      judge: () => 'wrong',
    };
    const message = / ended with .*: give the service a reset\(\), which brings what is stored /;
    await assert.rejects(explore(keeping), { name: 'NotReproducible', message });
    const reset = () => {
      stored = 0;
    };
    assert.equal((await explore({ ...keeping, reset })).verdict, 'possible');
  });

  it('is told that its mayReject() fails', async () => {
    const failing = {
      ...service,
      clients: { A: () => Promise.reject(new Error('sold out')) },
      mayReject: () => {
        throw new TypeError('code is undefined');
      },
    };
    await assert.rejects(explore(failing), {
      name: 'ExplorationError',
      message: 'mayReject() has failed: code is undefined',
    });
  });
});
