import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import pg from 'pg';
import {
  type Exploration,
  explore,
  type JudgedRun,
  type Move,
  PositionGraph,
  parseSchedule,
  type RunRecord,
  replayEach,
  type Scenario,
  type Turn,
} from '../../src/index.ts';
import { codeScenario } from '../support/code-scenario.ts';
import { testDatabase } from '../support/database.ts';
import { park } from '../support/parts.ts';
import { rows, type SqlRace, SqlScenario } from '../support/sql-scenario.ts';
import { lock, read, set } from '../support/statements.ts';

/** Clients that write to scopes, one after the other. */
function writing(clients: Readonly<Record<string, readonly string[]>>): Scenario {
  return codeScenario({
    share: () => undefined,
    instances: Object.keys(clients).length,
    clients: Object.fromEntries(
      Object.entries(clients).map(([name, scopes]) => [
        name,
        async () => {
          for (const scope of scopes) await park(`write ${scope}`, [{ mode: 'write', scope }]);
        },
      ]),
    ),
    judge: () => ({ outcome: '', accepts: ['idle'] }),
  });
}

function runsOf({ runs = [] }: Exploration): readonly JudgedRun[] {
  return runs;
}

/** Every way through a graph, as a schedule. */
function schedulesOf({ positions, events }: PositionGraph): string[] {
  const from = (at: number): string[] => {
    const { next, end } = positions[at] ?? { next: [] };
    const further = next.flatMap(({ event, to }) =>
      from(to).map((rest) => `${events[event]?.move}${rest}`),
    );
    return end === undefined ? further : ['', ...further];
  };
  return from(0).sort();
}

function texts(runs: readonly JudgedRun[]): string[] {
  return runs.map(({ text }) => text).sort();
}

describe('the graph of positions', () => {
  const database = testDatabase('graph');
  const withSql = async (race: SqlRace, work: (scenario: Scenario) => Promise<void>) => {
    await using scenario = await SqlScenario.open(database.url, race);
    await work(scenario);
  };
  const searched = async (scenario: Scenario, reduction: 'sleep-sets' | 'none') => {
    const options = { postgresUrl: database.url, reduction, beginning, keepsRuns: true };
    return runsOf(await explore(scenario, options));
  };

  it('has every order as a way, and no other, whatever clients write', async () => {
    const scopes = fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 3 });
    const clients = fc.record({
      A: scopes,
      B: scopes,
      C: fc.array(fc.constantFrom('x', 'y'), { maxLength: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(clients, async (drawn) => {
        const options = { keepsRuns: true };
        const reduced = await explore(writing(drawn), options);
        const all = await explore(writing(drawn), { ...options, reduction: 'none' });
        assert.deepEqual(schedulesOf(new PositionGraph(runsOf(reduced))), texts(runsOf(all)));
      }),
      { numRuns: 10, seed: 1 },
    );
  });

  const crossed: SqlRace = {
    ...rows(2),
    clients: { A: ['begin', lock(1), lock(2), 'commit'], B: ['begin', lock(2), lock(1), 'commit'] },
  };

  /** Both have begun: to vary that, too, takes long, and shows nothing more. */
  const beginning = moves('AABB');

  it('has every order of clients that wait, and die in a deadlock', async () => {
    await withSql(crossed, async (scenario) => {
      const reduced = await searched(scenario, 'sleep-sets');
      const graph = new PositionGraph(reduced, { beginning });
      assert.deepEqual(schedulesOf(graph), texts(await searched(scenario, 'none')));
      assert.ok(graph.events.some(({ move }) => move === 'Ba'));
    });
  });

  it('joins orders that differ where it does not matter, and makes each move once', async () => {
    const graph = new PositionGraph(
      runsOf(await explore(writing({ A: ['x', 'x'], B: ['y', 'y'] }), { keepsRuns: true })),
    );
    assert.equal(graph.positions.length, 16);
    for (const [at, { next }] of graph.positions.entries()) {
      assert.ok(next.every(({ to }) => to > at));
      const moves = next.map(({ event }) => graph.events[event]?.move);
      assert.equal(new Set(moves).size, moves.length);
    }
  });

  it('knows the way of a run in another order, and none of a run of something else', async () => {
    const scenario = writing({ A: ['x'], B: ['y'] });
    const graph = new PositionGraph(runsOf(await explore(scenario, { keepsRuns: true })));
    const runs = await all(replayEach(scenario, [moves('AABB'), moves('BABA')]));
    const ends = runs.map((run) => graph.follow(run)?.at(-1)?.to);
    assert.equal(ends[0], graph.positions.length - 1);
    assert.deepEqual(ends[0], ends[1]);
    const [other] = await all(replayEach(writing({ A: ['x'], B: ['x'] }), [moves('AABB')]));
    assert.equal(graph.follow(other as RunRecord), undefined);
  });
});

describe('runs one after the other', () => {
  const database = testDatabase('each');

  it('are looked at whenever all is at rest, and go on afterwards', async () => {
    const race: SqlRace = { ...rows(1), clients: { A: [read(1), set(1, 70)], B: [read(1)] } };
    await using scenario = await SqlScenario.open(database.url, race);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const seen: string[] = [];
    const onRest = async (turns: readonly Turn[]) => {
      const { rows } = await client.query(read(1));
      seen.push(`${turns.map((turn) => turn.client).join('')} ${rows[0].amount}`);
    };
    const options = { postgresUrl: database.url, onRest };
    const [run] = await all(replayEach(scenario, [moves('AAABB')], options));
    await client.end();
    assert.equal(run?.text, 'AAABB');
    assert.deepEqual(seen, [' 100', 'A 100', 'AA 100', 'AAA 70', 'AAAB 70', 'AAABB 70']);
  });
});

async function all<T>(runs: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const run of runs) found.push(run);
  return found;
}

function moves(schedule: string): Move[] {
  return parseSchedule(schedule);
}
