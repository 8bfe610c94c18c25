import assert from 'node:assert/strict';
import fs, { existsSync } from 'node:fs';
import fsp from 'node:fs/promises';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { controlFiles, explore } from '../../../src/index.ts';
import { codeScenario } from '../../support/code-scenario.ts';

controlFiles();

/** On Linux, whatever is written there finds a full disk. */
const full = '/dev/full';

const skip = existsSync(full) ? false : `only Linux has ${full}, whose disk is always full`;

describe('a disk that takes no more', { skip }, () => {
  const calls: Record<string, () => Promise<unknown>> = {
    'a call': () => fsp.writeFile(full, 'x'),
    'a call that appends': () => fsp.appendFile(full, 'x'),
    'an open file': async () => {
      await using file = await fsp.open(full, 'w');
      await file.write('x');
    },
    'a call with a callback': () => promisify(fs.writeFile)(full, 'x'),
    'a synchronous call': async () => {
      await fsp.stat(full);
      fs.writeFileSync(full, 'x');
    },
  };
  for (const [name, call] of Object.entries(calls))
    it(`is what went wrong, and no code is accused: ${name}`, async () => {
      const answered = () => call().catch(() => 'answered 503');
      await assert.rejects(
        explore(
          codeScenario({
            share: () => undefined,
            clients: { A: answered, B: () => fsp.stat(full).then(() => 'well') },
          }),
        ),
        {
          name: 'ExplorationError',
          message:
            'the disk takes no more (ENOSPC: no space left on device): nothing can be said of the code',
        },
      );
    });

  it('is forgotten with its run', async () => {
    const found = await explore(
      codeScenario({
        share: () => undefined,
        clients: { A: () => fsp.stat(full).then(() => 'well') },
      }),
    );
    assert.equal(found.verdict, 'prevented');
  });

  it('is what went wrong in the set-up, too', async () => {
    for (const write of [
      () => fsp.appendFile(full, 'x'),
      () => promisify(fs.appendFile)(full, 'x'),
      async () => fs.appendFileSync(full, 'x'),
    ]) {
      const scenario = codeScenario({
        share: () => undefined,
        clients: { A: () => fsp.stat(full) },
      });
      const prepare: typeof scenario.prepare = async (options) => {
        await options.as(0, () => write()).catch(() => 'answered 503');
        throw new Error('before the run has begun, it was answered 503');
      };
      await assert.rejects(explore({ prepare }), {
        name: 'ExplorationError',
        message: /^the disk takes no more/,
      });
    }
  });

  it('is none where a file is missing', async () => {
    const missing = () => fsp.readFile('/nowhere/at/all').catch(({ code }) => code);
    const found = await explore(codeScenario({ share: () => undefined, clients: { A: missing } }));
    assert.deepEqual(found.outcomes, ['finished [["A","ENOENT"]]']);
  });
});
