import assert from 'node:assert/strict';
import { mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import {
  type ExploreOptions,
  explore,
  type Judgement,
  type RunRecord,
  replay,
} from '../../src/index.ts';
import { type CodeRace, codeScenario } from '../support/code-scenario.ts';
import { park } from '../support/parts.ts';

/** A lock in memory, and who is at work under it. */
class Lock {
  untilMs = 0;
  heart: NodeJS.Timeout | undefined;
  atWork = 0;
  /** Whether two were at work at once. */
  isBroken = false;

  isTaken(nowMs: number): boolean {
    return this.untilMs > nowMs;
  }

  take(untilMs: number): void {
    this.untilMs = untilMs;
  }
}

/** Takes the lock; returns false where it is refused. */
type Take = (lock: Lock) => Promise<boolean>;

/** Reads and writes while it holds the lock. */
async function change(lock: Lock, take: Take, before = ['screening']): Promise<string> {
  for (const text of before) await park(text, []);
  if (!(await take(lock))) return 'refused';
  lock.atWork += 1;
  await park('read', [{ mode: 'read', scope: 'account' }]);
  lock.isBroken ||= lock.atWork > 1;
  await park('write', [{ mode: 'write', scope: 'account' }]);
  lock.atWork -= 1;
  clearInterval(lock.heart);
  lock.take(0);
  return 'changed';
}

/** Clients that change the same account, each instance with a lock of its own. */
function race(take: Take, { instances = 1 } = {}) {
  return codeScenario<readonly Lock[]>({
    share: () => Array.from({ length: instances }, () => new Lock()),
    clients: Object.fromEntries(
      ['A', 'B'].map((name, i) => [
        name,
        (locks: readonly Lock[]) => change(locks[i % instances] as Lock, take),
      ]),
    ),
    instances,
    judge,
  });
}

function judge(locks: Lock | readonly Lock[], { results }: Pick<RunRecord, 'results'>): Judgement {
  const isBroken = [locks].flat().some((lock) => lock.isBroken);
  const outcome = `${[...results].map(String).sort().join()} ${isBroken}`;
  return { outcome, ...(isBroken && { violation: 'two at once' }) };
}

const verdictOf = async (take: Take, options: ExploreOptions = {}) =>
  (await explore(race(take), options)).verdict;

/** A lease by one clock, that is looked at every few milliseconds. */
const polled =
  (nowMs: () => number, leaseMs: number, waitMs: () => number = () => 10): Take =>
  async (lock) => {
    while (lock.isTaken(nowMs())) await delay(waitMs());
    lock.take(nowMs() + leaseMs);
    return true;
  };

const wrong: Readonly<Record<string, Take>> = {
  'is polled': polled(() => Date.now(), 1000),
  'goes by new Date()': polled(() => new Date().getTime(), 1000),
  'goes by performance.now()': polled(() => performance.now(), 200),
  'goes by process.hrtime()': polled(() => process.hrtime()[0] * 1000, 30_000),
  'goes by process.hrtime.bigint()': polled(
    () => Number(process.hrtime.bigint() / 1_000_000n),
    30_000,
  ),
  'goes by process.uptime()': polled(() => process.uptime() * 1000, 1000),
  'is asked for again with back-off': (lock) => {
    let waitMs = 5;
    return polled(
      () => Date.now(),
      1000,
      () => (waitMs *= 2),
    )(lock);
  },
  'is polled by an interval': (lock) =>
    new Promise((resolve) => {
      const timer = setInterval(() => {
        if (lock.isTaken(Date.now())) return;
        clearInterval(timer);
        lock.take(Date.now() + 1000);
        resolve(true);
      }, 10);
    }),
  'is looked at once': async (lock) => {
    if (lock.isTaken(Date.now())) return false;
    lock.take(Date.now() + 1000);
    return true;
  },
  'is waited for, and then taken all the same': async (lock) => {
    if (lock.isTaken(0)) {
      const deadlineMs = Date.now() + 2000;
      while (lock.isTaken(0) && Date.now() < deadlineMs) await delay(10);
    }
    lock.take(1);
    return true;
  },
};

interface Shared {
  readonly lock: Lock;
  /** What time it was for clients of another instance. */
  readonly told: string[];
}

const tellTime = async ({ told }: Shared) => void told.push(new Date().toISOString());

const inAnotherInstance: Readonly<Record<string, CodeRace<Shared>['clients']>> = {
  'a client that writes': { B: () => park('write', [{ mode: 'write', scope: 'account' }]) },
  'clients that are told what time it is': { B: tellTime, D: tellTime },
};

describe('a lock in memory that goes by the clock', () => {
  for (const [how, take] of Object.entries(wrong))
    it(`and ${how}, lapses while its holder is at work`, async () => {
      assert.equal(await verdictOf(take), 'possible');
    });

  it('is found in all orders as well, and replayed', async () => {
    const take = polled(() => Date.now(), 1000);
    const { first } = await explore(race(take), { reduction: 'none' });
    assert.match(first?.text ?? '', /=/);
    const again = await replay(race(take), first?.schedule ?? []);
    assert.equal(again.violation, 'two at once');
  });

  for (const [what, others] of Object.entries(inAnotherInstance))
    it(`has the same orders in a search that leaves some out, beside ${what}`, async () => {
      const hold = ({ lock }: Shared) => change(lock, wrong['is looked at once'] as Take, []);
      const scenario = codeScenario<Shared>({
        share: () => ({ lock: new Lock(), told: [] }),
        clients: { A: hold, B: async () => {}, C: hold, ...others },
        instances: 2,
        judge: ({ lock, told }, run) => {
          const { outcome, ...judged } = judge(lock, run);
          return { ...judged, outcome: `${outcome} ${told.sort().join()}`, accepts: ['idle'] };
        },
      });
      const reduced = await explore(scenario);
      const full = await explore(scenario, { reduction: 'none' });
      assert.deepEqual(
        [reduced.possible, reduced.failing, reduced.outcomes],
        [full.run, full.failing, full.outcomes],
      );
      assert.ok(reduced.run < full.run);
    });
});

describe('no time goes by', () => {
  it('where all timers are patient', async () => {
    const take = polled(() => Date.now(), 1000);
    assert.equal(await verdictOf(take, { patientTimers: true }), 'prevented');
  });

  it('where clients share no memory', async () => {
    const take = polled(() => Date.now(), 1000);
    const { first, outcomes } = await explore(race(take, { instances: 2 }));
    assert.deepEqual([first, outcomes], [undefined, ['A,changed,B,changed false']]);
  });

  it('past a timer that renews the lease', async () => {
    const take: Take = async (lock) => {
      const renew = () => lock.take(Date.now() + 2000);
      while (lock.isTaken(Date.now())) await delay(10);
      renew();
      lock.heart = setInterval(renew, 500);
      return true;
    };
    assert.equal(await verdictOf(take), 'prevented');
  });

  it('where the set-up has armed a timer, which may renew the lease: that is said', async () => {
    using timers = new DisposableStack();
    const arm = async () =>
      timers.adopt(
        setInterval(() => {}, 60_000),
        clearInterval,
      );
    const lock = new Lock();
    const scenario = codeScenario<Lock>({
      share: async (options) => {
        if (options.fresh) await options.as(0, arm);
        return lock;
      },
      clients: Object.fromEntries(
        ['A', 'B'].map((name) => [name, (one: Lock) => change(one, wrong['is polled'] as Take)]),
      ),
      judge,
    });
    const { verdict, caveats } = await explore(scenario);
    assert.equal(verdict, 'prevented');
    assert.match(
      caveats.join('\n'),
      /^what a timer at \S+ does: the set-up of an instance has armed it/m,
    );
  });

  it('where a library reads the clock for itself, unless it tells the time to those who call it', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'clocks-'));
    const clockOf = async (name: string): Promise<() => number> => {
      const library = join(folder.path, 'node_modules', name);
      await mkdir(library, { recursive: true });
      const file = join(library, 'index.mjs');
      await writeFile(file, 'export const nowMs = () => Date.now();');
      return (await import(pathToFileURL(file).href)).nowMs;
    };
    assert.equal(await verdictOf(polled(await clockOf('some-orm'), 1000)), 'prevented');
    assert.equal(await verdictOf(polled(await clockOf('dayjs'), 1000)), 'possible');
  });
});
