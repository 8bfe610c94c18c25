import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cell, MappedRace } from '../../src/json/map.ts';
import type { Verdict } from '../../src/json/race-verdict.ts';
import { mapTables } from '../../src/map/map-table.ts';

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
  wrongAlone: false,
  notWritten: null,
  reason: null,
  memoryChanges: null,
  durationMs: 1,
});

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

describe('mapTables', () => {
  it('says the verdicts in words when there is room', () => {
    const table = mapTables({
      parts: [{ steps: ['03', '04', '05'], races: ['lost update'] }],
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
    const name = 'a paused holder of an expired lock, three instances';
    const table = mapTables({
      parts: [{ steps: numbers, races: [name] }],
      races: [race(name, cells)],
    });
    const lines = table.split('\n');
    assert.deepEqual(
      lines.filter((line) => line.length > 80),
      [],
    );
    assert.equal(lines.filter((line) => line.includes('✗')).length, 1);
  });

  it('has a table for each part of the course, with the cells of its own steps', () => {
    const table = mapTables({
      parts: [
        { steps: ['01', '02'], races: ['early', 'middle'] },
        { steps: ['01', '03'], races: ['early', 'late'] },
      ],
      races: [
        race('early', [
          cell('01', 'prevented', 4),
          cell('02', 'prevented', 5),
          cell('03', 'prevented', 6),
        ]),
        race('middle', [cell('01', 'possible', 7, 1), cell('02', 'prevented', 8)]),
        race('late', [cell('01', 'possible', 9, 2), cell('03', 'prevented', 10)]),
      ],
    });
    const [first = '', second = ''] = table.split('\n\n');
    assert.deepEqual(
      first.split('\n').map((line) => line.trim()),
      [
        '01            02',
        'early                   ★ prevented   ★ prevented',
        '0/4           0/5',
        'middle                  ✗ possible    ★ prevented',
        '1/7           0/8',
      ],
    );
    assert.deepEqual(
      second.split('\n').map((line) => line.trim()),
      [
        '01            03',
        'early                   ★ prevented   ★ prevented',
        '0/4           0/6',
        'late                    ✗ possible    ★ prevented',
        '2/9           0/10',
      ],
    );
  });
});
