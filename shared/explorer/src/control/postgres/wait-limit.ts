/**
 * After how many milliseconds PostgreSQL ends a wait for a lock, by what a session was ever told of
 * `lock_timeout` and `statement_timeout`; undefined while it was told nothing. A setting that was taken back
 * is not forgotten: to wait for that long, and no longer, misleads no verdict.
 */
export class WaitLimit {
  #ms: number | undefined;

  get ms(): number | undefined {
    return this.#ms;
  }

  /** What the session was opened with: options of the driver in milliseconds, and those for the server as text. */
  note({ lock_timeout, statement_timeout, options }: ConnectionLimits): void {
    for (const ms of [lock_timeout, statement_timeout]) this.#lower(Number(ms));
    this.noteText(options ?? '');
  }

  /** A statement that was sent, which may set a limit. */
  noteText(text: string): void {
    if (!setsWaitLimit(text)) return;
    for (const [, amount, unit = 'ms'] of text.matchAll(setting))
      this.#lower(Number(amount) * (unitsMs[unit.toLowerCase()] ?? 1));
  }

  #lower(ms: number): void {
    if (ms > 0) this.#ms = Math.min(ms, this.#ms ?? ms);
  }
}

/** Whether a statement may set such a limit. */
export function setsWaitLimit(text: string): boolean {
  return /_timeout/i.test(text);
}

/** The limits among the options of a connection. */
export interface ConnectionLimits {
  readonly lock_timeout?: number | string | false;
  readonly statement_timeout?: number | string | false;
  readonly options?: string;
}

/** `set lock_timeout = '2s'`, `-c lock_timeout=2000`, `set_config('lock_timeout', '2s', true)`. */
const setting =
  /\b(?:lock|statement)_timeout['"]?\s*(?:=|\bto\b|,)\s*'?(\d+(?:\.\d+)?)\s*(us|ms|s|min|h|d)?\b/gi;

const unitsMs: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
