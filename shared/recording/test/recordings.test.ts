import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { loadCourse } from '@workbook/course';
import type { Recording } from '../src/format.ts';
import { cellName, mappedRaces, notRecorded } from '../src/mapped-races.ts';
import { isCurrent, readRecording, recordingFile, textOf } from '../src/recording-files.ts';
import { reworded } from '../src/reworded.ts';
import { ordersFrom } from '../src/walk.ts';

const cells = mappedRaces(await loadCourse());
const named = new Set(Object.keys(notRecorded));
const wanted = cells.filter((one) => !named.has(cellName(one)));
const recorded = wanted.filter((one) => readRecording(one) !== undefined);

describe('the recordings', () => {
  it('are of each race on each step of the course map, but for those that are named with a reason', () => {
    const missing = wanted.filter((one) => !recorded.includes(one)).map(cellName);
    assert.deepEqual(missing, [], 'run: npm run record');
  });

  it('are of no others', () => {
    const folder = join(dirname(recordingFile(cells[0] as (typeof cells)[0])), '..');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
    const known = new Set(wanted.map((one) => relative(folder, recordingFile(one))));
    assert.deepEqual(
      files.filter((file) => !known.has(file)),
      [],
      'delete what is too much',
    );
    const strangers = [...named].filter((name) => !cells.map(cellName).includes(name));
    assert.deepEqual(strangers, [], 'notRecorded names what is not in the map');
  });

  it('are of the races and the code as they are now', () => {
    const old = recorded.filter((one) => !isCurrent(one)).map(cellName);
    assert.deepEqual(old, [], 'run: npm run record');
  });

  it('have each order that was counted, as a way to an end, and no other', () => {
    for (const one of recorded) {
      const recording = readRecording(one) as Recording;
      const { counts } = recording;
      const { orders = 0, breaking = 0 } = ordersFrom(recording)[0] ?? {};
      for (const [walked, counted] of [
        [orders, counts.orders],
        [breaking, counts.breaking],
      ] as const) {
        // Sums that are too large to be exact depend on their order.
        const room = counted > Number.MAX_SAFE_INTEGER ? counted * 1e-12 : 0;
        assert.ok(Math.abs(walked - counted) <= room, `${cellName(one)}: ${walked}, ${counted}`);
      }
    }
  });

  it('say what each turn does in the words of today', () => {
    const old = recorded.filter((one) => {
      const recording = readRecording(one) as Recording;
      return textOf(reworded(recording)) !== textOf(recording);
    });
    assert.deepEqual(old.map(cellName), [], 'run: npm run record -- --words');
  });

  it('have nothing in them of where they were made', () => {
    for (const one of recorded) {
      const { files: _, ...rest } = readRecording(one) as Recording;
      assert.doesNotMatch(JSON.stringify(rest), /workbook-data-|\/dev\/shm|\/tmp\/|localhost:/);
    }
  });
});
