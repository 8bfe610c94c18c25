import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cell, MappedRace } from '../../src/json/map.ts';
import type { Verdict } from '../../src/json/race-verdict.ts';
import { mapTable } from '../../src/map/map-table.ts';

const cell = (step: string, verdict: Verdict, orders: number, failingOrders = 0): Cell => ({
  step,
  verdict,
  complete: true,
  ends: verdict === 'prevented',
  runs: 1,
  distinctRuns: 1,
  orders,
  impossibleOrders: 0,
  failingOrders,
  failingDistinctRuns: 0,
  shortestFailingSchedule: null,
  violation: null,
  reason: null,
  memoryChanges: null,
  durationMs: 1,
});

const step = (number: string) => ({ number, title: null, lesson: null });

const race = (name: string, cells: readonly Cell[]): MappedRace => ({
  id: name,
  name,
  anomaly: 'lost update',
  question: '?',
  instances: 1,
  clients: ['A', 'B'],
  ofStep: null,
  cells,
});

describe('mapTable', () => {
  it('says the verdicts in words when there is room', () => {
    const table = mapTable({
      steps: [step('03'), step('04'), step('05')],
      races: [
        race('lost update', [
          cell('03', 'possible', 336, 323),
          cell('04', 'prevented', 25),
          cell('05', 'inconclusive', 20_000),
        ]),
      ],
    });
    assert.equal(
      table,
      [
        '                        03            04            05',
        'lost update             ✗ possible    ★ prevented   ? inconclusive',
        '                        323/336       0/25          0/20k',
      ].join('\n'),
    );
  });

  it('fits eight steps with large counts and a long name into 80 columns', () => {
    const numbers = ['01', '02', '03', '04', '05', '06', '07', '08'];
    const cells = numbers.map((number) => cell(number, 'possible', 7_234_567, 123_456));
    const table = mapTable({
      steps: numbers.map(step),
      races: [race('a paused holder of an expired lock, three instances', cells)],
    });
    const lines = table.split('\n');
    assert.deepEqual(
      lines.filter((line) => line.length > 80),
      [],
    );
    assert.equal(lines.filter((line) => line.includes('✗')).length, 1);
  });
});
