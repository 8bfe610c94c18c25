import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { controlFiles, type ExploreOptions, explore, yieldPoint } from '../src/index.ts';

controlFiles();
const folder = mkdtempSync(join(tmpdir(), 'workbook-explorer-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'note.txt');

/** What a file that held `old` may hold after one client has written `fresh`. */
async function outcomesOf(
  write: () => Promise<void>,
  faults: ExploreOptions['faults'],
): Promise<readonly string[]> {
  const { outcomes } = await explore(
    {
      async prepare() {
        writeFileSync(path, 'old!');
        const run = async (now: () => number) => {
          await yieldPoint('think', async () => {});
          await write();
          now();
        };
        return {
          clients: [{ name: 'A', instance: 0, label: 'write', run }],
          judge: async () => ({ outcome: readFileSync(path, 'utf8') }),
        };
      },
    },
    { faults: faults ?? [] },
  );
  return outcomes;
}

describe('a crash in the middle of a write', () => {
  const faults = ['crash-half'] as const;

  it('leaves half of what is written in place', async () => {
    assert.deepEqual(await outcomesOf(() => writeFile(path, 'new!'), faults), ['ne', 'new!']);
  });

  it('leaves half of what is written in place by a synchronous call', async () => {
    assert.deepEqual(await outcomesOf(async () => writeFileSync(path, 'new!'), faults), [
      'ne',
      'new!',
    ]);
  });

  it('stops the code that comes after it, so that nothing half written is renamed', async () => {
    const write = async () => {
      try {
        writeFileSync(`${path}.tmp`, 'new!');
      } finally {
        renameSync(`${path}.tmp`, path);
      }
    };
    assert.deepEqual(await outcomesOf(write, faults), ['new!', 'old!']);
  });

  it('is not tried where no fault may strike', async () => {
    assert.deepEqual(await outcomesOf(async () => writeFileSync(path, 'new!'), []), ['new!']);
  });
});
