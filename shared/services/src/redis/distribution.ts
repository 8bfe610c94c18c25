import { readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, isThere, keepCopy, temporaryFolder } from '../folders/cache-folder.ts';
import type { OnProgress } from '../model/service-info.ts';
import { type Command, homeMark } from '../supervisor/assignment.ts';
import { DidNotStart, type Supervised, supervise } from '../supervisor/supervise.ts';
import { aptEnvironment, hasApt, isKnownToApt, readOnlyOptions } from './apt.ts';
import { type RedisProgram, tryProgram } from './programs.ts';

/**
 * In both families the server and its checking tool are one program, which looks at the name that
 * it was called by. The `-tools` package has it, and unlike the `-server` package, which links to
 * it, needs no accounts and no init scripts.
 */
const families = [
  { packageName: 'redis-tools', tool: 'redis-check-rdb', server: 'redis-server' },
  { packageName: 'valkey-tools', tool: 'valkey-check-rdb', server: 'valkey-server' },
];
type Family = (typeof families)[number];

/** A slow mirror may take this long; a package of one megabyte is not worth a longer wait. */
const downloadPatienceMs = 180_000;

/**
 * The Redis (or Valkey) of this Debian or Ubuntu, unpacked into the cache. Needs no root, and
 * changes nothing on the system. The signed package lists vouch for what is downloaded.
 *
 * @throws Error whose message continues "there is no Redis because …".
 */
export async function distributionProgram(onProgress: OnProgress): Promise<RedisProgram> {
  const folder = await distributionFolder();
  if (!(await isThere(folder))) await fetchInto(folder, onProgress);
  return unpackedProgram(folder);
}

/** Where the unpacked packages of this release are, or will be: an absolute path. */
async function distributionFolder(): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const field = (name: string) =>
    release.match(new RegExp(`^${name}="?([\\w.-]+)`, 'm'))?.[1] ?? 'unknown';
  const name = `redis-${field('ID')}-${field('VERSION_ID')}-${process.arch}`;
  return join(await cacheFolder(), name);
}

/**
 * Says what a start would do here, and fetches nothing: whether the network lets it, is not known then.
 *
 * @throws Error when it is not certain that a start would try to fetch a Redis: the message says why.
 */
export async function inspectDistribution(): Promise<string> {
  if (await isThere(await distributionFolder())) return fetchDistribution(() => {});
  if (!(await hasApt())) throw new Error('this system has no apt to fetch packages with');
  for (const { packageName } of families)
    if (await isKnownToApt(packageName))
      return `apt has ${packageName} in its lists: a start that needs it fetches it, without root, if the network lets it`;
  const names = families.map(({ packageName }) => packageName).join(' or ');
  throw new Error(
    `apt has no ${names} in its lists: a start fetches new lists over the network, which may have it`,
  );
}

/**
 * Fetches what a start would fetch, and says what that is.
 *
 * @throws Error whose message continues "there is no Redis because …".
 */
export async function fetchDistribution(onProgress: OnProgress): Promise<string> {
  const when = (await isThere(await distributionFolder())) ? 'already' : 'now';
  const { name, version } = await distributionProgram(onProgress);
  return `${name} ${version}, ${when} fetched`;
}

async function unpackedProgram(root: string): Promise<RedisProgram> {
  const family = families[await firstPresent(root)];
  if (!family) throw new Error(`${root} holds no server: delete it`);
  // Libraries are in a folder named after the processor, such as usr/lib/x86_64-linux-gnu.
  const libraries: string[] = [];
  for (const parent of [join(root, 'usr', 'lib'), join(root, 'lib')]) {
    for (const name of await readdir(parent).catch(() => [])) libraries.push(join(parent, name));
  }
  return tryProgram(join(root, 'usr', 'bin', family.server), {
    LD_LIBRARY_PATH: libraries.join(':'),
  });
}

async function firstPresent(root: string): Promise<number> {
  const present = families.map(({ server }) => isThere(join(root, 'usr', 'bin', server)));
  return (await Promise.all(present)).indexOf(true);
}

async function fetchInto(folder: string, onProgress: OnProgress): Promise<void> {
  if (!(await hasApt())) throw new Error('this system has no apt to get it with');
  const refusals = new Set<string>();
  // Fresh lists take longer and more traffic, so they are fetched only when the system's own are
  // not enough.
  for (const lists of ['system', 'fresh'] as const) {
    for (const family of families) {
      const what =
        lists === 'fresh' ? `package lists and ${family.packageName}` : family.packageName;
      onProgress(`fetching the distribution's ${what}, once`);
      try {
        await fetchFamily(family, lists, folder);
        return;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        const said =
          error instanceof DidNotStart ? error.output.match(/^E: (.*)/m)?.[1] : undefined;
        refusals.add(said ?? error.message);
      }
    }
  }
  throw new Error(`apt could not fetch it (${[...refusals].join('; ')})`);
}

/**
 * A function of its own and not the body of the loop above: esbuild, which tsx uses, throws the
 * error of an earlier round again at the end of every later round's `await using`.
 */
async function fetchFamily(
  family: Family,
  lists: 'system' | 'fresh',
  folder: string,
): Promise<void> {
  await using unpacked = await unpack(family, lists);
  const root = join(unpacked.home, 'root');
  await symlink(family.tool, join(root, 'usr', 'bin', family.server));
  // A program that does not run here must not stay in the cache.
  await unpackedProgram(root);
  await keepCopy(root, folder);
}

/** Under a supervisor, so that a kill in the middle leaves neither a process nor a folder. */
async function unpack(family: Family, lists: 'system' | 'fresh'): Promise<Supervised> {
  const own = [
    `Dir::State=${homeMark}`,
    `Dir::State::lists=${homeMark}/lists`,
    `Dir::Cache=${homeMark}`,
  ];
  const options = [
    ...(lists === 'fresh' ? own : []),
    `Dir::Cache::archives=${homeMark}/archives`,
    ...readOnlyOptions,
    // The account that root's apt would download as cannot write to this run's folder.
    'APT::Sandbox::User=',
    'Acquire::Retries=0',
    'Acquire::http::Timeout=15',
    'Acquire::https::Timeout=15',
  ].flatMap((option) => ['-o', option]);
  const aptGet = (...args: string[]): Command => ({ file: 'apt-get', args: [...options, ...args] });
  const unpackAll = 'for deb in "$1"/*.deb; do dpkg-deb -x "$deb" "$2" || exit 1; done';
  return supervise(
    {
      parentFolder: temporaryFolder(),
      kind: 'redis',
      environment: aptEnvironment(),
      files: {},
      preparation: [
        {
          file: 'mkdir',
          args: ['-p', `${homeMark}/archives/partial`, `${homeMark}/lists/partial`],
        },
        ...(lists === 'fresh' ? [aptGet('update')] : []),
        // apt knows which libraries the system lacks; it downloads those and installs nothing.
        aptGet('install', '--download-only', '--no-install-recommends', '-y', family.packageName),
        { file: 'sh', args: ['-c', unpackAll, 'sh', `${homeMark}/archives`, `${homeMark}/root`] },
      ],
    },
    { patienceMs: downloadPatienceMs },
  );
}
