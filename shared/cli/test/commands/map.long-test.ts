import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { CourseMap } from '../../src/index.ts';
import { inProcess } from '../support/in-process.ts';

const oneRace = ['map', '--race', 'overdraft', '--step', '05', '--step', '06'];

describe('workbook map', () => {
  const measure = () => inProcess(...oneRace, '--json');
  let measured: Awaited<ReturnType<typeof measure>>;
  before(async () => {
    measured = await measure();
  });

  it('measures what a race does on each step, and says so to tools', async () => {
    const { code, stdout, stderr } = measured;
    assert.equal(code, 0, stderr);
    const map = JSON.parse(stdout) as CourseMap;
    assert.deepEqual(
      map.steps.map(({ number }) => number),
      ['05', '06'],
    );
    assert.equal(map.environment.node, process.versions.node);
    assert.match(map.environment.postgresql?.version ?? '', /^\d+\.\d+/);
    const [race, ...others] = map.races;
    assert.deepEqual(others, []);
    assert.equal(race?.id, 'overdraft');
    const [without, locked] = race?.cells ?? [];
    assert.equal(without?.verdict, 'possible');
    assert.ok(without.failingOrders > 0 && without.failingOrders <= without.orders);
    assert.match(without.shortestFailingSchedule ?? '', /^[AB]+$/);
    assert.match(without.violation ?? '', /ann/);
    assert.equal(without.ends, false);
    assert.equal(locked?.verdict, 'prevented');
    assert.equal(locked.failingOrders, 0);
    assert.ok(locked.orders > 0 && locked.impossibleOrders > 0);
    assert.equal(locked.shortestFailingSchedule, null);
    assert.equal(locked.ends, true);
  });

  it('gives the same answer for the same code', async () => {
    const verdictsIn = ({ stdout }: typeof measured) => {
      const { races } = JSON.parse(stdout) as CourseMap;
      return races.map(({ cells }) => cells.map((cell) => ({ ...cell, durationMs: 0 })));
    };
    assert.deepEqual(verdictsIn(measured), verdictsIn(await measure()));
  });
});
