import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadCourse } from '@workbook/course';
import { cellName, isIn, mappedRaces } from '../src/mapped-races.ts';
import { timeLeft } from '../src/progress.ts';

/** Runs `npm run record` with these arguments. */
async function record(...args: string[]) {
  const script = join(import.meta.dirname, '../bin/record.ts');
  return await new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', script, ...args], (error, out, err) =>
      resolve({ code: error?.code ?? 0, out, err }),
    );
  });
}

describe('npm run record', () => {
  it('says of a race that was recorded that it would be the same', async () => {
    const { code, out, err } = await record('--check', '01', 'two-openings');
    assert.equal(err, '');
    assert.equal(out, '1 of 1 to record\n1 of 1 · 01 two-openings: as recorded\n');
    assert.equal(code, 0);
  });

  it('records nothing anew that is up to date', async () => {
    const { code, out } = await record('01', 'two-openings', 'lost-update');
    assert.deepEqual([out, code], ['0 of 2 to record\n', 0]);
  });

  for (const [args, sentence] of [
    [['--part', '4/3'], /--part 4\/3 is no part: say which of how many, such as --part 3\/16/],
    [['--part', '0/3'], /--part 0\/3 is no part/],
    [['--part', 'all'], /--part all is no part/],
    [['lost-udpate'], /lost-udpate is neither a step nor a race/],
  ] as const)
    it(`refuses ${args.join(' ')} in one sentence`, async () => {
      const { code, out, err } = await record(...args);
      assert.match(err, sentence);
      assert.doesNotMatch(err, /^ +at /m);
      assert.deepEqual([out, code], ['', 2]);
    });
});

describe('the parts of the map', () => {
  it('have each cell once, and some cells each', async () => {
    const cells = mappedRaces(await loadCourse());
    const parts = Array.from({ length: 16 }, (_, i) =>
      cells.filter((cell) => isIn(cell, { part: i + 1, of: 16 })).map(cellName),
    );
    assert.deepEqual(parts.flat().sort(), cells.map(cellName).sort());
    assert.ok(parts.every((part) => part.length > 5));
  });

  it('are the same whatever else is in the map', () => {
    const cell = { step: { number: '05' }, race: { id: 'lost-update' } };
    const part = Array.from({ length: 16 }, (_, i) => i + 1).filter((one) =>
      isIn(cell, { part: one, of: 16 }),
    );
    assert.deepEqual(part, [13]);
  });
});

describe('the time that is left', () => {
  it('is as long for each that is left as it was for each that is done', () => {
    assert.equal(timeLeft(10_000, 5, 10), ', about 10 s left');
    assert.equal(timeLeft(60_000, 1, 11), ', about 10 min left');
    assert.deepEqual([timeLeft(10_000, 10, 10), timeLeft(0, 0, 10)], ['', '']);
  });
});
