import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, lstat, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, parse, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { reasonOf } from '../model/reason.ts';
import { ServiceUnavailable } from '../model/service-unavailable.ts';
import { checkPathLength } from './socket-path.ts';

const projectRoot = fileURLToPath(new URL('../../../../', import.meta.url));

/** No copy takes this long: what is older was left by a process that was killed while it copied. */
const unfinishedAfterMs = 24 * 60 * 60_000;

/**
 * The folder for what is made once and used again, an absolute path: `WORKBOOK_CACHE`, else
 * `.workbook/cache` in the project, else, in a project that this user may not write to, a folder of
 * the user's own under the temporary one.
 *
 * @throws ServiceUnavailable when WORKBOOK_CACHE names what cannot be used.
 */
export async function cacheFolder(project = projectRoot): Promise<string> {
  const wanted = resolve(process.env.WORKBOOK_CACHE || join(project, '.workbook', 'cache'));
  try {
    await mkdir(wanted, { recursive: true });
    await access(wanted, constants.W_OK | constants.X_OK);
    return wanted;
  } catch (cause) {
    if (!process.env.WORKBOOK_CACHE) return ownTemporaryFolder();
    throw new ServiceUnavailable(
      `the folder ${wanted}, which WORKBOOK_CACHE names, cannot be used (${reasonOf(cause)}): name one that you may write to, or unset it`,
      { cause },
    );
  }
}

/** Where Node keeps its compiled code, stripped of types: a process that finds it there starts in half the time. */
export async function compileCacheFolder(): Promise<string> {
  return join(await cacheFolder(), 'node');
}

/** The folder for temporary files, as an absolute path: TMPDIR may be a relative one. */
export function temporaryFolder(): string {
  return resolve(tmpdir());
}

/**
 * Makes sure that each run can have its folder.
 *
 * @throws ServiceUnavailable when the temporary folder is missing, when this user may not write to
 *   it, or when its path is too long.
 */
export async function checkTemporaryFolder(): Promise<void> {
  const folder = temporaryFolder();
  try {
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new ServiceUnavailable(
      `the temporary folder ${folder} cannot be used (${reasonOf(cause)}): make it, or set TMPDIR to a folder that you may write to`,
      { cause },
    );
  }
  checkPathLength(folder);
}

/**
 * A cache folder under the temporary one, which every user may enter but only this one may write.
 *
 * @throws ServiceUnavailable when another user already made a folder of that name.
 */
export async function ownTemporaryFolder(): Promise<string> {
  const folder = join(temporaryFolder(), `workbook-cache-${process.getuid?.() ?? 'user'}`);
  await mkdir(folder, { mode: 0o755 }).catch(() => {});
  const found = await lstat(folder);
  // Every user can write to the temporary folder, so the name alone proves nothing.
  const ours = found.isDirectory() && found.uid === process.getuid?.() && !(found.mode & 0o022);
  if (!ours)
    throw new ServiceUnavailable(
      `${folder} belongs to another user, or is not a folder: remove it, or set TMPDIR to another folder`,
    );
  return folder;
}

/**
 * Whether another account can reach `path`: it and every folder on the way let
 * every user pass (or run it, if it is a program).
 */
export async function everyoneCanEnter(path: string): Promise<boolean> {
  for (let place = path; ; place = dirname(place)) {
    const { mode } = await stat(place);
    if (!(mode & 0o001)) return false;
    if (place === parse(place).root) return true;
  }
}

/** Whether there is anything at `path`. */
export async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/**
 * Copies a folder to the path `finished`, whole or not at all: under another name first, then by a
 * rename. When another process was faster, its copy is kept. Owners and modes are kept too, unless
 * every user must be able to read the copy and run what is in it.
 *
 * @throws ServiceUnavailable when the disk does not take it.
 */
export async function keepCopy(
  folder: string,
  finished: string,
  { readableByAll = false } = {},
): Promise<void> {
  const making = await removeUnfinished(finished)
    .then(() => mkdtemp(unfinishedPrefix(finished)))
    .catch((cause: unknown) => {
      throw notTaken(finished, cause);
    });
  try {
    await promisify(execFile)('cp', ['-pR', `${folder}/.`, making]);
    if (readableByAll) await promisify(execFile)('chmod', ['-R', 'a+rX', making]);
    await rename(making, finished);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    if (!(await isThere(finished))) throw notTaken(finished, error);
  }
}

/** `cp` says it once for each file: the first line will do. */
function notTaken(finished: string, cause: unknown): ServiceUnavailable {
  const said = (cause as { stderr?: string }).stderr?.trim().split('\n')[0] || reasonOf(cause);
  return new ServiceUnavailable(
    `${dirname(finished)} does not take what the workbook keeps there (${said}): make room there or mend its permissions, or set WORKBOOK_CACHE and TMPDIR to other folders`,
    { cause },
  );
}

/** Removes a copy that proved to be unusable. No process ever sees half of it. */
export async function discardCopy(finished: string): Promise<void> {
  const rubbish = await mkdtemp(unfinishedPrefix(finished));
  // Another process may have discarded it first.
  await rename(finished, rubbish).catch(() => {});
  await rm(rubbish, { recursive: true, force: true });
}

const unfinishedPrefix = (finished: string) => `${finished}-making-`;

async function removeUnfinished(finished: string): Promise<void> {
  for (const name of await readdir(dirname(finished))) {
    if (!name.startsWith(unfinishedPrefix(basename(finished)))) continue;
    const path = join(dirname(finished), name);
    const found = await lstat(path).catch(() => undefined);
    if (!found?.isDirectory() || found.uid !== process.getuid?.()) continue;
    // Not the time of its last change: a copy has that of what it is copied from.
    if (Date.now() - found.ctimeMs > unfinishedAfterMs) {
      await rm(path, { recursive: true, force: true });
    }
  }
}
