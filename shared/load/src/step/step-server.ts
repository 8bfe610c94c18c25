import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { projectFolder } from '@workbook/course';
import { environmentFor, type RunFolder, ScriptError } from '@workbook/services';
import { makeLoadFolder } from './run-folder.ts';

/** Longer than any start takes: after that, a server is not going to listen. */
const startTimeoutMs = 30_000;
/** How much of a server's output is kept for the message about its end. */
const keptLines = 60;

/** A server did not start, or ended by itself. The message says what it said last. */
export class ServerFailed extends ScriptError {
  override readonly name: string = 'ServerFailed';
}

/** What the environment of a server names. */
export interface ServerUrls {
  readonly postgres?: string | undefined;
  readonly redis?: string | undefined;
}

/**
 * The code of one step in a folder of its own, from which servers are started. `main.ts` keeps its
 * data beside its code, so the learner's accounts in `steps/NN/.workbook` are left alone.
 */
export class StepCopy implements AsyncDisposable {
  readonly #folder: RunFolder;
  readonly #urls: ServerUrls;
  readonly #servers = new Set<StepServer>();

  private constructor(folder: RunFolder, urls: ServerUrls) {
    this.#folder = folder;
    this.#urls = urls;
  }

  /**
   * Copies what `npm start -w step-NN` runs. Another solution's `accounts.ts`, anywhere in the
   * project, may take the place of the step's own.
   */
  static async make(step: string, urls: ServerUrls, accountsFile?: string): Promise<StepCopy> {
    const made = await makeLoadFolder();
    const folder = made.path;
    await cp(join(projectFolder, 'steps', step, 'src'), join(folder, 'src'), { recursive: true });
    if (accountsFile) {
      const url = JSON.stringify(pathToFileURL(accountsFile).href);
      await writeFile(join(folder, 'src/accounts.ts'), `export * from ${url};\n`);
    }
    return new StepCopy(made, urls);
  }

  /** Where `main.ts` keeps the data of this copy. All its servers share it. */
  get dataFolder(): string {
    return join(this.#folder.path, '.workbook/data');
  }

  /** Starts one more process, Node with these options. */
  async start(nodeOptions: readonly string[] = []): Promise<StepServer> {
    const server = await StepServer.start(this.#folder.path, this.#urls, nodeOptions);
    this.#servers.add(server);
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#servers].map((server) => server.kill()));
    await this.#folder[Symbol.asyncDispose]();
  }
}

/** One process that serves a step. */
export class StepServer {
  readonly url: string;
  /** The last lines that it has printed. */
  readonly said: readonly string[];
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string, said: readonly string[]) {
    this.#child = child;
    this.url = url;
    this.said = said;
  }

  get pid(): number {
    // It has listened, so it did start.
    return this.#child.pid ?? 0;
  }

  static async start(
    folder: string,
    urls: ServerUrls,
    nodeOptions: readonly string[],
  ): Promise<StepServer> {
    const preload = join(import.meta.dirname, 'end-with-parent.ts');
    // Not through npm: the process that is killed has to be the server itself.
    const imports = ['--import', 'tsx', '--import', preload];
    const args = [...nodeOptions, ...imports, 'src/main.ts', '--port', '0'];
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env: environmentOf(urls),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const said: string[] = [];
    return new StepServer(child, await listeningUrl(child, said), said);
  }

  /** Ends the process by SIGKILL: no handler runs, nothing is finished. Resolves when it is gone. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }
}

/** The servers use what is given here, and start nothing of their own. */
function environmentOf(urls: ServerUrls): NodeJS.ProcessEnv {
  const { PORT: _port, ...inherited } = process.env;
  return { ...inherited, ...environmentFor(urls) };
}

/** Waits for the line in which the server names its url. */
async function listeningUrl(child: ChildProcess, said: string[]): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const hear = (line: string) => {
    said.push(line);
    if (said.length > keptLines) said.shift();
    const [, url] = /^listening on (\S+)$/.exec(line) ?? [];
    if (url) resolve(url);
  };
  if (child.stdout) createInterface({ input: child.stdout }).on('line', hear);
  if (child.stderr) createInterface({ input: child.stderr }).on('line', hear);
  const fail = (what: string) => reject(new ServerFailed([what, ...said].join('\n  ')));
  child.once('error', (error) => fail(`the server cannot be started: ${error.message}`));
  child.once('close', (code) => fail(`the server ended with exit code ${code} and said:`));
  const timer = setTimeout(() => {
    child.kill('SIGKILL');
    fail(`the server did not listen within ${startTimeoutMs / 1000} s, and said:`);
  }, startTimeoutMs);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
