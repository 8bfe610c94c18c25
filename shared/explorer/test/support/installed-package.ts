import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compiler, writePackage } from '../../bin/package-folder.ts';

const run = promisify(execFile);

/** An empty folder outside the project, in which the package is installed as anyone would. */
export class Installed implements AsyncDisposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Builds the package, packs it and installs it, with nothing beside it but other `packages`. */
  static async open(...packages: string[]): Promise<Installed> {
    const folder = await mkdtemp(join(tmpdir(), 'explorer-package-'));
    const [source, app] = ['source', 'app'].map((name) => join(folder, name)) as [string, string];
    await mkdir(source);
    await writePackage(source);
    await cp(join(import.meta.dirname, '../package/app'), app, { recursive: true });
    await writeFile(join(app, 'package.json'), '{ "private": true }');
    await npm(folder, 'pack', '--silent', source);
    const packed = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
    const installed = new Installed(folder);
    await installed.install(join(folder, packed ?? 'the package'), ...packages);
    return installed;
  }

  /** Installs more packages, by name and version. */
  async install(...packages: string[]): Promise<void> {
    await npm(join(this.#folder, 'app'), 'install', ...quietly, ...packages);
  }

  /** What a script of `test/package/app` prints, and how it ends. */
  async script(
    node: string,
    name: string,
    urls: Readonly<Record<string, string>> = {},
  ): Promise<Ended> {
    const env = { ...process.env, ...urls, NODE_OPTIONS: '' };
    try {
      const cwd = join(this.#folder, 'app');
      const { stdout } = await run(node, [name], { cwd, env, timeout: 60_000 });
      return { code: 0, stdout, stderr: '' };
    } catch (error) {
      return error as Ended;
    }
  }

  /** What TypeScript has against a file of `test/package/app`, libraries included. */
  async typeErrors(name: string): Promise<string> {
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022'];
    const { stdout } = await run(
      process.execPath,
      [compiler, ...options, '--types', 'node', name],
      { cwd: join(this.#folder, 'app') },
    ).catch((error: unknown) => error as Ended);
    return stdout;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** How a script has ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Another version of Node, kept in the project's cache. Resolves to its path; or to why there is none.
 */
export async function otherNode(version: string): Promise<{ path: string } | { missing: string }> {
  const cache = join(
    import.meta.dirname,
    '../../../../node_modules/.cache/explorer-nodes',
    version,
  );
  const name = `node-${process.platform}-${process.arch}`;
  const path = join(cache, 'node_modules', name, 'bin/node');
  const answers = () => run(path, ['--version']).then(() => ({ path }));
  try {
    return await answers();
  } catch {}
  try {
    await mkdir(cache, { recursive: true });
    await writeFile(join(cache, 'package.json'), '{ "private": true }');
    await npm(cache, 'install', ...quietly, `${name}@${version}`);
    return await answers();
  } catch (error) {
    const [why = ''] = String((error as Ended).stderr ?? error).split('\n');
    return { missing: `npm could not install Node ${version} here: ${why}` };
  }
}

const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--silent'];

/** Outside the workspace: what npm tells the scripts that it runs there must not reach it. */
async function npm(cwd: string, ...args: string[]): Promise<void> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^npm_(package|lifecycle|config_(workspace|include_workspace|local_prefix|prefix|script))/.test(
          name,
        ),
    ),
  );
  await run('npm', args, { cwd, env });
}
