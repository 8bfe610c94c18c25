/** What a machine is, as far as it matters to what can run there. */
export interface Facts {
  /** As `process.platform`. */
  readonly platform: string;
  /** As `process.arch`. */
  readonly arch: string;
  readonly isMusl: boolean;
  /** Of the kernel, as `os.release()`. */
  readonly release: string;
  readonly hasApt: boolean;
  /** Whether the user names a PostgreSQL, or wants one in a container. */
  readonly hasOwnPostgres: boolean;
}

/** A kind of machine, in words: a row of docs/where-it-runs.md. */
export interface System {
  readonly name: string;
  readonly fits: (facts: Facts) => boolean;
  readonly runs: boolean;
  readonly processors: string;
  readonly postgres: string;
  readonly redis: string;
  /** What to do there; empty where it runs. */
  readonly instead: string;
}

export const systems: readonly System[];
export function systemOf(facts: Facts): System;
export function obstacleIn(
  facts: Facts,
): { readonly finding: string; readonly fix: string } | undefined;
export function whyNot(facts: Facts): string | undefined;
export function factsHere(): Facts;
export function isMusl(ldd: string, loaders: readonly string[]): boolean;
