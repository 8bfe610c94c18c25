/** Something in the command line cannot be done. The message is one sentence, and says what could be. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A signal ended the command: the one that Ctrl-C sends, for example. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** What a shell calls this end: 130 after Ctrl-C. */
  readonly exitCode: number;

  constructor(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') {
    super(`ended by ${signal}`);
    this.exitCode = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal];
  }
}
