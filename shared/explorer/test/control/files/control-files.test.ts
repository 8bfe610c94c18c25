import assert from 'node:assert/strict';
import fs, { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { copyFile, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { promisify } from 'node:util';
import {
  controlFiles,
  type ExploreOptions,
  explore,
  type HistoryClock,
  yieldPoint,
} from '../../../src/index.ts';
import { codeScenario } from '../../support/code-scenario.ts';

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
        const run = async ({ now }: HistoryClock) => {
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

  it('leaves half of what is copied', async () => {
    writeFileSync(`${path}.tmp`, 'new!');
    assert.deepEqual(await outcomesOf(() => copyFile(`${path}.tmp`, path), faults), ['ne', 'new!']);
  });

  it('leaves half of what is written in place by a synchronous call', async () => {
    assert.deepEqual(await outcomesOf(async () => writeFileSync(path, 'new!'), faults), [
      'ne',
      'new!',
    ]);
  });

  it('leaves an empty file when it comes before the first byte', async () => {
    assert.deepEqual(await outcomesOf(() => writeFile(path, 'new!'), ['crash-after']), [
      '',
      'new!',
      'old!',
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

/** What a reader in another instance is told while `write` is at work. */
async function explorationBeside(
  write: () => Promise<unknown>,
  read = () => readFile(path, 'utf8'),
) {
  return await explore(
    codeScenario({
      share: () => writeFileSync(path, 'old!'),
      instances: 2,
      clients: { A: read, B: write },
      judge: (_, { results }) => ({ outcome: JSON.stringify(results.get('A')) }),
    }),
  );
}

describe('a reader beside a write in place', () => {
  const inPlace = {
    'of node:fs/promises': () => writeFile(path, 'new!'),
    'with a callback': () => promisify(fs.writeFile)(path, 'new!'),
    'by a copy': async () => {
      await writeFile(`${path}.tmp`, 'new!');
      await copyFile(`${path}.tmp`, path);
    },
    'of bytes, flushed': () => writeFile(path, Buffer.from('new!'), { flag: 'w+', flush: true }),
  };
  for (const [kind, write] of Object.entries(inPlace)) {
    it(`may find the file empty, when it is one ${kind}`, async () => {
      const { outcomes } = await explorationBeside(write);
      assert.deepEqual(outcomes, ['""', '"new!"', '"old!"']);
    });
  }

  it('finds the old contents or the new ones when a rename puts the file in place', async () => {
    const { outcomes } = await explorationBeside(async () => {
      await writeFile(`${path}.tmp`, 'new!');
      await rename(`${path}.tmp`, path);
    });
    assert.deepEqual(outcomes, ['"new!"', '"old!"']);
  });

  it('finds the old contents as long as only a file beside it is written', async () => {
    const { outcomes, distinct } = await explorationBeside(() => writeFile(`${path}.tmp`, 'new!'));
    assert.deepEqual(outcomes, ['"old!"']);
    assert.equal(distinct, 1);
  });

  it('finds the beginning of the file where it is only appended to', async () => {
    const { outcomes } = await explorationBeside(() => writeFile(path, ' new!', { flag: 'a' }));
    assert.deepEqual(outcomes, ['"old! new!"', '"old!"']);
  });

  it('leaves the error to the code that writes to what is not a file', async () => {
    const { outcomes } = await explorationBeside(async () => {
      await assert.rejects(writeFile(folder, 'new!'), { code: 'EISDIR' });
      await assert.rejects(promisify(fs.writeFile)(folder, 'new!'), { code: 'EISDIR' });
      await assert.rejects(copyFile(`${path}.none`, path), { code: 'ENOENT' });
      await assert.rejects(copyFile(folder, path), { code: 'EISDIR' });
      await copyFile(path, path);
      await assert.rejects(writeFile(path, 5 as never), { code: 'ERR_INVALID_ARG_TYPE' });
    });
    assert.deepEqual(outcomes, ['"old!"']);
  });
});

describe('a file that gets another name while it is written in place', () => {
  const ends = (reduction: 'sleep-sets' | 'none') =>
    explore(
      codeScenario({
        share() {
          rmSync(`${path}.tmp`, { force: true });
          writeFileSync(path, 'old!');
        },
        instances: 3,
        clients: {
          A: () => writeFile(`${path}.tmp`, 'new!'),
          B: () => rename(`${path}.tmp`, path).catch(() => {}),
          C: () => readFile(path, 'utf8'),
        },
        judge: (_, { results }) => ({
          outcome: `${JSON.stringify(results.get('C'))}, then ${readFileSync(path, 'utf8')}`,
        }),
      }),
      { reduction },
    );

  it('is filled under its new name', async () => {
    const { outcomes } = await ends('sleep-sets');
    assert.ok(outcomes.includes('"", then new!'), outcomes.join());
    assert.deepEqual((await ends('none')).outcomes, outcomes);
  });
});
