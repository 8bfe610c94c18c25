import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ExploreOptions, formatMove, formatSchedule, parseSchedule } from '../../src/index.ts';
import { Run } from '../../src/run/run.ts';
import { Branching } from '../../src/search/branching.ts';
import { instancesOf } from '../../src/search/crashes-alike.ts';
import { park, plan } from '../support/parts.ts';

interface Start {
  /** What each client writes to, one operation for each letter. */
  readonly clients: Readonly<Record<string, string>>;
  readonly schedule?: string;
  readonly sleeping?: readonly string[];
  readonly behind?: {
    readonly sleptBefore?: readonly string[];
    readonly others: readonly string[];
  };
  /** The deadlock that the last move of the schedule has brought. */
  readonly deadlock?: { readonly victim: string; readonly members: readonly string[] };
  readonly instances?: number;
  readonly stateless?: boolean;
  readonly mergesCrashes?: boolean;
  readonly options?: Pick<ExploreOptions, 'reduction' | 'faults' | 'faultsOf' | 'maxTurns'>;
}

/** Goes on after `schedule`: the whole schedule then, and the other ways, as `B at 1, A sleeps`. */
async function goOn({
  clients,
  schedule = '',
  sleeping = [],
  behind = { others: [] },
  deadlock,
  instances = 2,
  stateless = true,
  mergesCrashes = false,
  options,
}: Start) {
  const plans = Object.entries(clients).map(([name, scopes], i) =>
    plan(name, {
      instance: i % instances,
      stateless,
      async run() {
        for (const scope of scopes) await park(`write ${scope}`, [{ mode: 'write', scope }]);
      },
    }),
  );
  const run = new Run(plans, [], mergesCrashes ? { told: () => 'nothing' } : {});
  for (const move of parseSchedule(schedule)) await run.go(move);
  const last = run.turns.at(-1);
  if (deadlock && last) last.deadlock = deadlock;
  const branching = new Branching({ ...options, choosesVictims: deadlock !== undefined });
  const sleepers = (names: readonly string[] = []) =>
    names.map((client) => ({ client, footprint: [], answer: {} }));
  const { found, repeated } = await branching.goOn(
    run,
    {
      asleep: sleepers(sleeping),
      sleptBefore: sleepers(behind.sleptBefore),
      others: behind.others,
    },
    { branching: true, instances: mergesCrashes ? instancesOf(plans) : undefined },
  );
  return {
    schedule: formatSchedule(run.turns.map(({ move }) => move)),
    repeated,
    others: found.map((point) => {
      const asleep =
        point.sleeping.length > 0
          ? `, ${point.sleeping.map(({ client }) => client).join('')} sleeps`
          : '';
      const others = point.others.length > 0 ? `, then ${point.others.join('')}` : '';
      return `${formatMove(point.move)} at ${point.at}${asleep}${others}`;
    }),
  };
}

describe('a run that goes on freely', () => {
  it('lets the client that went last go on, while it can', async () => {
    const clients = { A: 'xx', B: 'yy' };
    assert.equal((await goOn({ clients })).schedule, 'AAABBB');
    assert.equal((await goOn({ clients, schedule: 'AB' })).schedule, 'ABBBAA');
  });

  it('is not tried in another way before an operation that touches nothing, such as a start', async () => {
    const { others } = await goOn({ clients: { A: '', B: '' } });
    assert.deepEqual(others, []);
  });

  it('is tried with each other client where operations touch each other', async () => {
    const clients = { A: 'x', B: 'x', C: 'x' };
    const { schedule, others } = await goOn({ clients, schedule: 'ABC' });
    assert.deepEqual(
      [schedule, others],
      ['ABCCAB', ['A at 3, C sleeps, then B', 'B at 4, A sleeps']],
    );
  });

  it('lets those sleep where another one goes that have gone first', async () => {
    const clients = { A: 'x', B: 'y', C: 'x' };
    const { others } = await goOn({ clients, schedule: 'ABC' });
    assert.deepEqual(others, ['A at 3, C sleeps, then B', 'B at 4, A sleeps']);
  });

  it('is tried with the next of the others in place of the last move', async () => {
    const clients = { A: 'x', B: 'y', C: 'x' };
    const behind = { sleptBefore: ['C'], others: ['B'] };
    const { others } = await goOn({ clients, schedule: 'ABCA', behind });
    assert.deepEqual(others[0], 'B at 3, CA sleeps');
  });

  it('is tried with each other victim of a deadlock that the last move has brought, unless it names one', async () => {
    const clients = { A: 'x', B: 'y' };
    const deadlock = { victim: 'A', members: ['A', 'B'] };
    const afterLast = async (schedule: string) =>
      (await goOn({ clients, schedule, deadlock })).others.filter((other) => /at 2/.test(other));
    assert.deepEqual(await afterLast('ABA'), ['Ab at 2']);
    assert.deepEqual(await afterLast('ABAb'), []);
  });

  it('is not, where the last move touched nothing', async () => {
    const behind = { others: ['B'] };
    const { others } = await goOn({ clients: { A: '', B: '' }, schedule: 'A', behind });
    assert.deepEqual(others, []);
  });

  it('lets no client go that sleeps, until another one did what touches its operation', async () => {
    const clients = { A: 'x', B: 'yx' };
    const { schedule, repeated } = await goOn({ clients, schedule: 'AB', sleeping: ['A'] });
    assert.deepEqual([schedule, repeated], ['ABBBA', false]);
  });

  it('repeats a known order when all clients sleep, and is tried in no other way from there on', async () => {
    const { schedule, repeated, others } = await goOn({
      clients: { A: 'x', B: 'xx' },
      schedule: 'AB',
      sleeping: ['A', 'B'],
    });
    assert.deepEqual([schedule, repeated, others], ['ABBBA', true, []]);
  });

  it('is tried in every other way, and none sleeps, without reduction', async () => {
    const options = { reduction: 'none' } as const;
    const { others } = await goOn({ clients: { A: 'x', B: 'y' }, options });
    assert.deepEqual(others, ['B at 0', 'B at 1']);
  });

  it('is given up after maxTurns turns', async () => {
    const { schedule } = await goOn({ clients: { A: 'xxxxx' }, options: { maxTurns: 3 } });
    assert.equal(schedule, 'AAA');
  });
});

describe('the faults of a run', () => {
  const clients = { A: 'x', B: 'x' };

  it('strike before each operation once for an instance, and after each that has a reply', async () => {
    const options = { faults: ['crash-before', 'crash-after'] } as const;
    const strikes = async (instances: number) => {
      const { others } = await goOn({ clients, schedule: 'A', instances, options });
      return others.filter((other) => /[-+]/.test(other) && other.endsWith('at 1'));
    };
    assert.deepEqual(await strikes(2), ['A- at 1', 'A+ at 1', 'B- at 1']);
    assert.deepEqual(await strikes(1), ['A- at 1', 'A+ at 1']);
  });

  it('come where they were met, although it shows late which crashes are alike', async () => {
    const options = { faults: ['crash-before', 'crash-after'] } as const;
    const { others } = await goOn({ clients: { A: 'xy', B: 'x' }, options, mergesCrashes: true });
    const places = others.map((other) => other.slice(0, 7).replace(',', ''));
    // A- at 2 is the crash in which the reply to A's first write is lost, too.
    assert.ok(places.indexOf('A- at 2') < places.indexOf('B at 1'), places.join('; '));
    assert.ok(!places.includes('A+ at 1'), places.join('; '));
  });

  it('strike at most once', async () => {
    const options = { faults: ['pause'] } as const;
    const { others } = await goOn({ clients, schedule: 'AA~', options });
    assert.deepEqual(
      others.filter((other) => other.includes('~')),
      [],
    );
  });

  it('strike at the moves of the clients that are named only', async () => {
    const options = { faults: ['crash-after'], faultsOf: ['B'] } as const;
    const { others } = await goOn({ clients, options });
    assert.deepEqual(
      others.filter((other) => other.includes('+')).map((other) => other.slice(0, 2)),
      ['B+'],
    );
  });

  it('make no reply late where no other client could notice, or where there is none to wait for', async () => {
    const late = async (instances: number, stateless: boolean) => {
      const options = { faults: ['late-reply'] } as const;
      const { others } = await goOn({ clients, schedule: 'A', instances, stateless, options });
      return others.filter((other) => other.includes(':')).map((other) => other.slice(0, 7));
    };
    assert.deepEqual(await late(1, false), ['A: at 1']);
    assert.deepEqual(await late(1, true), []);
    assert.deepEqual(await late(2, false), []);
  });

  it('strike in the middle of what can be half done, and no server goes away that is not there', async () => {
    const options = { faults: ['crash-half', 'redis-away'] } as const;
    const { others } = await goOn({ clients, options });
    assert.deepEqual(
      others.filter((other) => /[%^]/.test(other)),
      [],
    );
  });
});
