import type { OwnConnections } from '../control/own-connections.ts';
import type { ExploreOptions } from '../model/options.ts';
import type { AtRest } from '../run/run-options.ts';

/** What a search in this process can be given besides. */
export interface ExecutorOptions extends ExploreOptions {
  /** The explorer's own connections, kept from one search to the next. Without them, each search opens its own. */
  readonly connections?: OwnConnections;
  /**
   * Of runs that are shown: called at their beginning and after each turn, with what has happened so far, when
   * all is at rest. The run goes on when its promise resolves, so that what is stored can be looked at.
   */
  readonly onRest?: AtRest;
  /**
   * Parts of code that were seen to do the same on instances that were used before: a run whose judgement names no
   * others is not run once more for that. Those of a run that was are added.
   */
  readonly triedParts?: Set<string>;
}
