import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';

/** To look into its lists takes apt a second or two. */
const lookPatienceMs = 30_000;

/** The programs that fetch a package and unpack it. */
const tools = ['/usr/bin/apt-get', '/usr/bin/dpkg-deb'];

/** The system is only read, so its locks, which need root, are not taken. */
export const readOnlyOptions = ['Dir::State::status=/var/lib/dpkg/status', 'Debug::NoLocking=true'];

/** Whether this system has what it takes to fetch packages. */
export async function hasApt(): Promise<boolean> {
  const found = tools.map((tool) =>
    access(tool, constants.X_OK).then(
      () => true,
      () => false,
    ),
  );
  return (await Promise.all(found)).every(Boolean);
}

/** apt reads proxies and its own configuration from the environment. */
export function aptEnvironment(): Record<string, string> {
  const passed = /^(PATH|APT_CONFIG|(https?|ftp|all|no)_proxy)$/i;
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    passed.test(name) && value !== undefined ? [[name, value] as const] : [],
  );
  return { ...Object.fromEntries(inherited), LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
}

/**
 * Whether the package lists of the system know a package, or one that it needs. Nothing is downloaded: a
 * mirror that cannot be reached is not noticed.
 */
export async function isKnownToApt(packageName: string): Promise<boolean> {
  const args = ['install', '--print-uris', '--no-install-recommends', '-y', '-qq', packageName];
  const options = readOnlyOptions.flatMap((option) => ['-o', option]);
  return promisify(execFile)('apt-get', [...options, ...args], {
    env: aptEnvironment(),
    timeout: lookPatienceMs,
    killSignal: 'SIGKILL',
  }).then(
    () => true,
    () => false,
  );
}
