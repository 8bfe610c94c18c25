import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { HistoryClock, RunRecord } from '../../src/index.ts';
import { type Exploration, type ExploreOptions, explore } from '../../src/index.ts';
import { park } from '../support/parts.ts';
import { found } from '../support/same-findings.ts';

/** What a client does: requests, one after the other, each with operations that write to these scopes. */
type Requests = readonly string[];

interface Exchange {
  readonly request: string;
  readonly sentAt: number;
  readonly answeredAt: number;
}

interface Judge {
  /** Whether it judges a run with its requests sent at other times. */
  readonly judgesOrders?: boolean;
  /** The precedence that is wrong: `A0<B0`. */
  readonly wrong?: string;
  /** What each client does before its requests. */
  readonly before?: () => Promise<void>;
}

/** Each client in an instance of its own. The outcome is which answers came before which requests. */
function search(
  clients: Readonly<Record<string, Requests>>,
  options: ExploreOptions = {},
  { judgesOrders = false, wrong, before = async () => {} }: Judge = {},
): Promise<Exploration> {
  return explore(
    {
      async prepare() {
        const exchanges: Exchange[] = [];
        const judgementOf = (judged: readonly Exchange[]) => {
          const outcome = precedenceIn(judged);
          const isWrong = wrong !== undefined && outcome.split(' ').includes(wrong);
          return { outcome, ...(isWrong && { violation: wrong }) };
        };
        return {
          clients: Object.entries(clients).map(([name, requests], instance) => ({
            name,
            instance,
            label: `${name} begins`,
            async run(clock: HistoryClock) {
              await before();
              for (const [i, scopes] of requests.entries()) {
                const sentAt = clock.sending();
                for (const scope of scopes)
                  await park(`write ${scope}`, [{ mode: 'write', scope }]);
                exchanges.push({ request: `${name}${i}`, sentAt, answeredAt: clock.answered() });
              }
            },
          })),
          judge: async () => judgementOf(exchanges),
          ...(judgesOrders && {
            judgeInOrder: async (_: RunRecord, places: readonly number[]) => {
              const placeOf = (at: number) => (places[at - 1] as number) + 1;
              const moved = ({ request, sentAt, answeredAt }: Exchange) => ({
                ...{ request, sentAt: placeOf(sentAt), answeredAt: placeOf(answeredAt) },
              });
              return judgementOf(exchanges.map(moved));
            },
          }),
        };
      },
    },
    options,
  );
}

function precedenceIn(exchanges: readonly Exchange[]): string {
  const pairs = exchanges.flatMap((one) =>
    exchanges
      .filter((other) => one.answeredAt < other.sentAt)
      .map((other) => `${one.request}<${other.request}`),
  );
  return pairs.sort().join(' ');
}

/** Compares with the search of all orders, and returns the reduced one. */
async function expectSameHistories(clients: Readonly<Record<string, Requests>>) {
  const full = await search(clients, { reduction: 'none' });
  const reduced = await search(clients);
  assert.deepEqual(reduced.outcomes, full.outcomes);
  assert.equal(reduced.possible, full.run);
  const judged = await search(clients, {}, { judgesOrders: true });
  assert.deepEqual(found(judged), found(reduced));
  assert.ok(judged.run <= reduced.run, `${judged.run} of ${reduced.run} runs`);
  return reduced;
}

describe('the reduced search runs every history:', () => {
  it('requests that touch nothing that another one touches come one after the other, too', async () => {
    const { outcomes, distinct, run } = await expectSameHistories({ A: ['x'], B: ['y'] });
    assert.deepEqual(outcomes, ['', 'A0<B0', 'B0<A0']);
    assert.deepEqual([distinct, run], [3, 4]);
  });

  it('an answer that comes without any operation is ordered with requests', async () => {
    const { outcomes } = await expectSameHistories({ A: ['x'], B: ['y', '', ''] });
    assert.deepEqual(outcomes, ['', 'A0<B0 A0<B1 A0<B2', 'A0<B1 A0<B2', 'B0<A0 B1<A0 B2<A0']);
  });

  it('whatever the requests are', async (t) => {
    const requests = fc.array(fc.string({ unit: fc.constantFrom('x', 'y', 'z'), maxLength: 2 }), {
      minLength: 1,
      maxLength: 2,
    });
    const races = fc.oneof(
      fc.record({ A: requests, B: requests }),
      fc.record({
        A: fc.tuple(fc.constantFrom('', 'x', 'xy')),
        B: requests,
        C: fc.tuple(fc.constantFrom('', 'x', 'y')),
      }),
    );
    const seen = { histories: 0, orders: 0, runs: 0 };
    const property = fc.asyncProperty(races, async (race) => {
      const { outcomes, possible, run } = await expectSameHistories(race);
      seen.histories += outcomes.length;
      seen.orders += possible;
      seen.runs += run;
    });
    await fc.assert(property, { numRuns: Number(process.env.WORKBOOK_CASES ?? 40), seed: 1 });
    t.diagnostic(JSON.stringify(seen));
    assert.ok(seen.runs < seen.orders / 2, JSON.stringify(seen));
  });
});

describe('a run is judged with its requests sent at other times', () => {
  const apart = { A: ['x'], B: ['y'] };

  it('in place of being run again for each', async () => {
    const { outcomes, run, distinct, possible } = await search(apart, {}, { judgesOrders: true });
    assert.deepEqual(outcomes, ['', 'A0<B0', 'B0<A0']);
    assert.deepEqual([run, distinct, possible], [1, 3, 6]);
  });

  for (const wrong of ['A0<B0', 'B0<A0'])
    it(`and shows one that was executed so, where ${wrong} is wrong`, async () => {
      const { first, ...counts } = await search(apart, {}, { judgesOrders: true, wrong });
      const all = await search(apart, { executesAll: true }, { judgesOrders: true, wrong });
      assert.deepEqual(found({ first, ...counts }), found(all));
      assert.equal(first?.outcome, wrong);
      assert.equal(first.text, wrong === 'A0<B0' ? 'AABB' : 'BBAA');
    });

  it('unless time passes in it', async () => {
    const before = () => new Promise<void>((resolve) => setTimeout(resolve, 5));
    const judged = await search(apart, {}, { judgesOrders: true, before });
    const executed = await search(apart, {}, { before });
    assert.equal(judged.run, executed.run);
    assert.deepEqual(found(judged), found(executed));
  });

  it('unless a fault may strike', async () => {
    const options = { faults: ['pause'] } as const;
    const judged = await search(apart, options, { judgesOrders: true });
    assert.equal(judged.run, (await search(apart, options)).run);
  });
});
