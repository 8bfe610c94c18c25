import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from '../model/reason.ts';
import { ServiceUnavailable } from '../model/service-unavailable.ts';
import { kernelIdentity } from './kernel.ts';
import { type Listening, listenIn } from './listen.ts';
import { marks, type RunKind, unfinishedPrefix } from './names.ts';

/** A run folder that this process listens in. */
export interface OpenRunFolder {
  readonly path: string;
  /** From now on the folder counts as abandoned. */
  readonly letGo: () => void;
}

/** Far more often than the day after which another kernel takes the folder for rubbish. */
const touchEveryMs = 60 * 60_000;

/**
 * Makes a run folder that counts as alive until this process ends or lets it go, and leaves it to
 * the caller to delete it. The folder gets its name when all marks are in it: one that has the name
 * and does not answer is certainly dead.
 *
 * @param made Holds the folder's path from the very beginning, whatever its name is.
 * @throws ServiceUnavailable when there cannot be one, such as on a full disk.
 */
export async function openRunFolder(
  parent: string,
  kind: RunKind,
  made: Set<string> = new Set(),
): Promise<OpenRunFolder> {
  let unfinished = '';
  let alive: Listening | undefined;
  try {
    unfinished = mkdtempSync(join(parent, unfinishedPrefix));
    made.add(unfinished);
    writeFileSync(join(unfinished, marks.kernel), kernelIdentity(), { mode: 0o600 });
    alive = await listenIn(unfinished, marks.alive);
    const path = join(parent, `workbook-${kind}-${unfinished.slice(-6)}`);
    renameSync(unfinished, path);
    made.add(path).delete(unfinished);
    return { path, letGo: keep(path, alive) };
  } catch (cause) {
    alive?.close();
    if (unfinished) rmSync(unfinished, { recursive: true, force: true });
    made.delete(unfinished);
    throw new ServiceUnavailable(
      `no folder can be made in ${parent} (${reasonOf(cause)}): free some space or mend its permissions or, if that is the temporary folder, set TMPDIR to another one`,
      { cause },
    );
  }
}

/** Lets other kernels, which cannot ask the socket, see that the folder is in use. */
function keep(path: string, alive: Listening): () => void {
  const mark = join(path, marks.kernel);
  const touch = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(mark, now, now);
    } catch {
      // The folder may be on its way out.
    }
  }, touchEveryMs).unref();
  return () => {
    clearInterval(touch);
    alive.close();
  };
}
