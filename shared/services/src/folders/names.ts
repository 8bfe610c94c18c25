/** What a run makes folders for. */
export type RunKind = 'postgres' | 'redis' | 'data' | 'changed' | 'types' | 'load' | 'bench';

/** What a finished run folder is called. */
export const runFolderPattern =
  /^workbook-(postgres|redis|data|changed|types|load|bench)-[A-Za-z0-9]{6}$/;

/** What a folder is called until its marks are in it. `mkdtemp` adds six characters. */
export const unfinishedPrefix = 'workbook-new-';
/** Matches that name: a folder whose making was cut off keeps it. */
export const unfinishedPattern = /^workbook-new-[A-Za-z0-9]{6}$/;

/** The names inside every run folder. */
export const marks = {
  /** A socket on which the process that made the folder listens for as long as it lives. */
  alive: 'alive',
  /** A socket that every command of a supervisor has open for as long as it runs. */
  busy: 'busy',
  /** The identity of the kernel that decides about the sockets, touched now and then. */
  kernel: 'kernel',
} as const;
