/** What the exit code of every command says. */
export const exitCodes = {
  /** Done, and nothing is wrong. */
  green: 0,
  /** A race can happen. */
  red: 1,
  /** Cannot be judged yet: an argument, a file or a server has to be repaired first. */
  broken: 2,
  /** No verdict, although everything works: a bound was hit, or the code never does the same twice. */
  inconclusive: 3,
} as const;

/** What a command tells its caller when it ends. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
