import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { OpenAccounts } from '@workbook/domain';
import { Ground } from '../../src/behaviours/ground.ts';
import { Service } from '../../src/behaviours/service.ts';
import { failureOf } from '../../src/workers/failure-of.ts';
import { SetUpFailed } from '../../src/world/set-up-failed.ts';

const connection = Object.assign(new Error('too many clients already'), { code: '53300' });
const lack =
  'the PostgreSQL server lacks what it needs (53300: too many clients already): nothing can be said of the code';

/** A service whose every opening throws `error`. */
function failingWith(error: Error): Service {
  const open = () => Promise.reject(error);
  return new Service({ open } as unknown as OpenAccounts);
}

describe('a server that lacks connections while a behaviour is looked at', () => {
  it('is no fault of the answer', async () => {
    const failing = failingWith(new Error('cannot connect', { cause: connection }));
    const request = failing.ask('POST /accounts', { owner: 'ann', opening: 1 });
    await assert.rejects(request, { name: 'Error', message: lack });
    await assert.rejects(failing.open('ann', 1), { name: 'Error', message: lack });
  });

  it('leaves other faults with the code', async () => {
    const failing = failingWith(new Error('no such table'));
    assert.equal((await failing.ask('POST /accounts', { owner: 'ann', opening: 1 })).status, 500);
    await assert.rejects(failing.open('ann', 1), (error) => {
      assert.ok(error instanceof SetUpFailed);
      assert.match(error.message, /^an opening was answered 500: no such table/);
      return true;
    });
  });

  it('does not hide that code which has opened an account opens no other', async () => {
    let opened = 0;
    const open = async (owner: string, balance: number) => {
      if (opened++ > 0) throw new Error('no id is left');
      return { id: 1, owner, balance };
    };
    const service = new Service({ open } as unknown as OpenAccounts);
    assert.equal(await service.open('ann', 1), 1);
    await assert.rejects(service.open('bob', 1), {
      name: 'NoLongerOpens',
      message:
        /^expected that another account can be opened, and it was answered 500: no id is left/,
    });
  });

  it('is no fault of the start', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'workbook-server-trouble-'));
    after(() => rm(folder, { recursive: true }));
    const file = join(folder, 'accounts.ts');
    await writeFile(
      file,
      `export const createAccounts = () => { throw Object.assign(new Error('too many clients already'), { code: '53300' }); };`,
    );
    await using ground = await Ground.open(file, {
      postgresUrl: undefined,
      redisUrl: undefined,
      redisIsOurs: false,
    });
    await assert.rejects(ground.start(), { name: 'Error', message: lack });
  });

  it('is told with what helps', () => {
    assert.deepEqual(failureOf(new Error(lack)), {
      kind: 'failed',
      failure: 'broken',
      message: `${lack}: raise its limit of connections, or set WORKBOOK_JUDGES=1, which takes 9`,
    });
    const noRoom = Object.assign(new Error('ENOSPC: no space left'), {
      code: 'ENOSPC',
      path: '/x',
    });
    assert.deepEqual(failureOf(noRoom), {
      kind: 'failed',
      failure: 'broken',
      message: '/x: the disk is full: make room there, and run the command again',
    });
    const full = lack.replace('53300', '53100');
    assert.equal((failureOf(new Error(full)) as { message?: string }).message, full);
  });
});
