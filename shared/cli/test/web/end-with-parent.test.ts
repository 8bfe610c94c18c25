import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { it } from 'node:test';
import { makeHome } from '../support/home.ts';
import { addressIn } from '../support/pages.ts';
import { below, eventually, running } from '../support/processes.ts';
import { projectFolder } from '../support/project.ts';

const program = join(projectFolder, 'node_modules/.bin/workbook');
const command = `"${process.execPath}" "${program}" web 01 --port 0`;

for (const [what, script, env] of [
  ['the shell that has started it', `${command}; true`, {}],
  // npm starts a shell of its own, which goes on where npm is killed.
  ['npm, which has started it in a shell', `(${command}; true); true`, { npm_command: 'exec' }],
] as const)
  it(`nothing listens when ${what} is killed by kill -9`, async () => {
    await using home = await makeHome();
    const { npm_command: _, ...inherited } = process.env;
    const child = spawn('sh', ['-c', script], {
      env: { ...inherited, NODE_TEST_CONTEXT: undefined, ...home.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    const { origin } = new URL(await addressIn(() => said));
    const processes = below(child.pid ?? 0);
    assert.ok((await fetch(origin)).ok);
    child.kill('SIGKILL');
    await eventually('all has ended', () => (running(processes).length === 0 ? true : undefined));
    await assert.rejects(fetch(origin));
  });
