import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';

const fixture = join(import.meta.dirname, 'fixtures/serve-step.ts');

let base: string;
let dataFolder: string;
before(async () => {
  base = await mkdtemp(join(tmpdir(), 'workbook-serve-step-'));
  dataFolder = join(base, 'below/data');
});
after(() => rm(base, { recursive: true }));

const environment = (own: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...process.env,
  PORT: undefined,
  DATA_FOLDER: dataFolder,
  ...own,
});

interface Ended {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Node on TypeScript until it exits. */
function ended(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const options = { env: environment(env), cwd: import.meta.dirname };
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', ...args], options, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr }),
    );
  });
}

/** Serves the fixture until `use` is done, then ends it politely: what it said, and its exit code. */
async function served(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  use: (port: number) => Promise<void>,
): Promise<{ code: unknown; lines: readonly string[] }> {
  const server = spawn(process.execPath, ['--import', 'tsx', fixture, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: environment(env),
  });
  const exited = once(server, 'close');
  const lines: string[] = [];
  try {
    const port = await new Promise<number>((resolve, reject) => {
      createInterface({ input: server.stdout }).on('line', (line) => {
        lines.push(line);
        const [, found] = /^listening on http:\/\/127\.0\.0\.1:(\d+)$/.exec(line) ?? [];
        if (found) resolve(Number(found));
      });
      exited.then(() => reject(new Error(`it never listened:\n${lines.join('\n')}`)), reject);
    });
    await use(port);
  } finally {
    server.kill('SIGTERM');
    await exited;
  }
  return { code: server.exitCode, lines };
}

describe('serveStep(step, options)', () => {
  it('says in one sentence what is wrong with the command line', async () => {
    for (const [args, sentence] of [
      [['--prot', '1'], /^[^\n]*'--prot'[^\n]*: --port NUMBER is all there is\n$/],
      [['--port=-1'], /^a port must be [^\n]*"-1"\n$/],
    ] as const) {
      const { code, stderr } = await ended([fixture, ...args]);
      assert.equal(code, 2, stderr);
      assert.match(stderr, sentence);
    }
  });

  it('prepares the storage, then opens it, serves it, and closes it at the end', async () => {
    const { code, lines } = await served(['--port', '0'], { PORT: '1' }, async (port) => {
      const answer = await fetch(`http://127.0.0.1:${port}/health`);
      assert.equal(answer.status, 200);
    });
    assert.equal(code, 0);
    const resources = {
      postgres: { url: '', poolSize: 10, lockTimeoutMs: 2000 },
      redis: { url: '' },
      dataFolder,
    };
    assert.deepEqual(
      lines.filter((line) => !/^(listening|SIGTERM)/.test(line)),
      ['schema', `accounts with ${JSON.stringify(resources)}`, 'accounts disposed'],
    );
    assert.ok(existsSync(dataFolder));
  });

  it('listens on PORT where nothing else is said', async () => {
    const { code } = await served([], { PORT: '0' }, async () => {});
    assert.equal(code, 0);
    const wrong = await ended([fixture], { PORT: 'abc' });
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /^a port must be [^\n]*"abc"\n$/);
  });

  it('says in one sentence which server it needs and cannot reach', async () => {
    const DATABASE_URL = 'postgres://nobody@127.0.0.1:1/none';
    const { code, stdout, stderr } = await ended([fixture], { NEEDS: 'postgres', DATABASE_URL });
    assert.equal(code, 2, stderr);
    assert.match(stderr, /^[^\n]*127\.0\.0\.1:1[^\n]*\n$/);
    assert.doesNotMatch(stdout, /schema/);
  });

  it('says in one sentence why the storage cannot be opened', async () => {
    const { code, stderr } = await ended([fixture, '--port', '0'], { FAILS: 'file' });
    assert.equal(code, 2);
    assert.equal(stderr, 'accounts.json does not hold accounts\n');
  });

  it('says in one sentence why there can be no folder for its data', async () => {
    const file = join(base, 'file');
    await writeFile(file, 'in the way');
    for (const folder of [file, join(file, 'data')]) {
      const { code, stderr } = await ended([fixture, '--port', '0'], { DATA_FOLDER: folder });
      assert.equal(stderr, `${folder}: a file is where a folder belongs: move it away\n`);
      assert.equal(code, 2);
    }
  });

  it('lets a defect end the process, with its stack', async () => {
    const { code, stderr } = await ended([fixture, '--port', '0'], { FAILS: 'defect' });
    assert.equal(code, 1);
    assert.match(stderr, /TypeError: a defect\n +at .*fixtures\/serve-step\.ts/);
  });
});

describe('@workbook/http', () => {
  /** The files that an import of the package loads. */
  async function loadedBy(name: string): Promise<string> {
    const script = `
      import { registerHooks } from 'node:module';
      registerHooks({
        load(url, context, nextLoad) {
          console.log(url);
          return nextLoad(url, context);
        },
      });
      await import('${name}');`;
    const { stdout, stderr } = await ended(['--input-type=module', '-e', script]);
    assert.match(stdout, /shared\/http\/src\/app\.ts/, stderr);
    return stdout;
  }

  it('does not load what starts servers: only its entry serve-step does', async () => {
    assert.match(await loadedBy('@workbook/http/serve-step'), /shared\/services\//);
    assert.doesNotMatch(await loadedBy('@workbook/http'), /shared\/services\//);
  });
});
