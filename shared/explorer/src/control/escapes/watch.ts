import { type Escape, Escaped } from '../../model/escape.ts';
import { hearEscapes } from './escape.ts';
import { watchFiles } from './watch-files.ts';
import { watchProcesses } from './watch-processes.ts';
import { watchRequests } from './watch-requests.ts';
import { watchSockets } from './watch-sockets.ts';
import { watchSqlite } from './watch-sqlite.ts';

let prepared = false;

/**
 * Sees, during one run, what its clients do outside of all control. What is asked of native code that
 * has sockets or files of its own cannot be seen.
 */
export class Watch implements Disposable {
  #escape: Escape | undefined;

  /** @param mayEscape Whether a thing of this kind does not matter. */
  constructor(mayEscape: (escape: Escape) => boolean = () => false) {
    prepareToWatch();
    hearEscapes((escape) => {
      if (!mayEscape(escape)) this.#escape ??= escape;
    });
    watchRequests(true);
  }

  /** The first thing that has escaped, if any has. */
  get error(): Escaped | undefined {
    return this.#escape && new Escaped(this.#escape);
  }

  [Symbol.dispose](): void {
    hearEscapes(undefined);
    watchRequests(false);
  }
}

/** Replaces what must be replaced to see it. Calling this twice has no effect. */
export function prepareToWatch(): void {
  if (prepared) return;
  prepared = true;
  watchSockets();
  watchProcesses();
  watchFiles();
  watchSqlite();
}
