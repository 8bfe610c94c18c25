/** What the exit code of every command says. */
export const exitCodes = {
  /** Done, and nothing is wrong. */
  green: 0,
  /** A race can happen. */
  red: 1,
  /** Something has to be repaired before there can be a verdict: an argument, a file, a server. */
  broken: 2,
  /** No verdict, although everything works: a bound was hit, or the code never does the same twice. */
  inconclusive: 3,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
