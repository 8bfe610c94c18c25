import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';

// The server's own file is the same in every step, so one step can speak for all.
const command = ['--import', 'tsx', join(import.meta.dirname, '../src/main.ts')];

describe("the step's server", () => {
  for (const args of [['--prot', '1'], ['surplus'], ['--port'], ['--port=abc'], ['--port=-1']])
    it(`says in one sentence what is wrong with ${args.join(' ')}`, async () => {
      const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
        execFile(process.execPath, [...command, ...args], (error, _stdout, text) =>
          resolve({ code: error?.code, stderr: text }),
        );
      });
      assert.equal(code, 2, stderr);
      assert.match(stderr, /^[^\n]*(--port NUMBER|a port must be)[^\n]*\n$/);
    });

  it('is reached from this machine only', async () => {
    const server = spawn(process.execPath, [...command, '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(server, 'exit');
    try {
      const [line] = await once(createInterface({ input: server.stdout }), 'line');
      const [, port] = /^listening on http:\/\/127\.0\.0\.1:(\d+)$/.exec(line) ?? [];
      assert.ok(port, line);
      // On Linux all of 127/8 is this machine, and the server takes one address of it.
      const elsewhere = connect(Number(port), process.platform === 'linux' ? '127.0.0.2' : '::1');
      await assert.rejects(once(elsewhere, 'connect'), { code: 'ECONNREFUSED' });
    } finally {
      server.kill('SIGTERM');
      await exited;
    }
  });
});
