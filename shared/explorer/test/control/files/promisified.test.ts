import assert from 'node:assert/strict';
import fs from 'node:fs';
import fsp from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { controlFiles, explore } from '../../../src/index.ts';
import { codeScenario } from '../../support/code-scenario.ts';

controlFiles();

describe('a file call under control', () => {
  let folder: string;
  before(async () => {
    folder = await fsp.mkdtemp(join(tmpdir(), 'explorer-calls-'));
    await fsp.writeFile(join(folder, 'old'), 'abc');
  });
  after(() => fsp.rm(folder, { recursive: true, force: true }));

  const onlyOutcome = async (client: () => Promise<unknown>) => {
    const { outcomes } = await explore(
      codeScenario({ share: () => undefined, clients: { A: client } }),
    );
    assert.equal(outcomes.length, 1);
    return outcomes[0];
  };

  it('gives by promisify what the real one gives, outside of clients as well', async () => {
    const readAndWrite = async () => {
      const file = await promisify(fs.open)(join(folder, 'old'), 'r+');
      const { bytesRead, buffer } = await promisify(fs.read)(file, Buffer.alloc(3), 0, 3, 0);
      const { bytesWritten } = await promisify(fs.write)(file, 'abc', 0);
      await promisify(fs.close)(file);
      return [bytesRead, String(buffer), bytesWritten];
    };
    assert.deepEqual(await readAndWrite(), [3, 'abc', 3]);
    assert.equal(await onlyOutcome(readAndWrite), 'finished [["A",[3,"abc",3]]]');
  });

  it('fails as the real one does: a copy into a folder that is not there', async () => {
    const copy = () =>
      fsp
        .copyFile(join(folder, 'old'), join(folder, 'nowhere', 'new'))
        .catch(({ code }: NodeJS.ErrnoException) => code);
    assert.equal(await onlyOutcome(copy), 'finished [["A","ENOENT"]]');
  });
});
