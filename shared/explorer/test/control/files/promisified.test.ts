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
    await fsp.symlink('old', join(folder, 'link'));
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

  const names = {
    old: () => join(folder, 'old'),
    link: () => join(folder, 'link'),
  };
  const same: Record<string, () => Promise<unknown>> = {
    'realpath.native': () => promisify(fs.realpath.native)(names.link()),
    'writev of a descriptor': async () => {
      const file = await promisify(fs.open)(names.old(), 'r+');
      const { bytesWritten } = await promisify(fs.writev)(file, [Buffer.from('abc')], 0);
      await promisify(fs.close)(file);
      return bytesWritten;
    },
    'readv, chmod and chown of a handle': async () => {
      await using file = await fsp.open(names.old(), 'r+');
      await file.chmod(0o600);
      const { uid, gid, mode } = await file.stat();
      await file.chown(uid, gid);
      const buffer = Buffer.alloc(3);
      const { bytesRead } = await file.readv([buffer], 0);
      return [bytesRead, String(buffer), mode & 0o777];
    },
    'lchown of a link': async () => {
      const { uid, gid } = await fsp.lstat(names.link());
      await fsp.lchown(names.link(), uid, gid);
      await promisify(fs.lchown)(names.link(), uid, gid);
    },
    'a read of a handle that is closed before it is done': async () => {
      const file = await fsp.open(names.old());
      const [text] = await Promise.all([file.readFile('utf8'), file.close(), file.close()]);
      return [text, file.fd];
    },
    'a read of a handle that is returned as a promise': async () => {
      await using file = await fsp.open(names.old());
      return file.readFile('utf8');
    },
  };
  for (const [name, client] of Object.entries(same))
    it(`does what the real one does: ${name}`, async () => {
      const found = JSON.stringify([['A', (await client()) ?? null]]);
      assert.equal(await onlyOutcome(client), `finished ${found}`);
    });

  it('fails as the real one does: a copy into a folder that is not there', async () => {
    const copy = () =>
      fsp
        .copyFile(join(folder, 'old'), join(folder, 'nowhere', 'new'))
        .catch(({ code }: NodeJS.ErrnoException) => code);
    assert.equal(await onlyOutcome(copy), 'finished [["A","ENOENT"]]');
  });
});
