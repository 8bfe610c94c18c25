import { beatMs, type Message } from './job.ts';

/** A process of which nothing at all is heard for so long is ended, whatever it does. */
const lostTimeoutMs = 120_000;

/**
 * Notices that the code under test hangs: its process is alive and tells nothing new. That is counted
 * by the process's own beats: one that waits for its turn on a busy machine is not silent, and one
 * that does not come back to its event loop is its watchdog's affair.
 */
export class HangTimer implements Disposable {
  readonly #hangTimeoutMs: number;
  readonly #onHang: () => void;
  readonly #lost: NodeJS.Timeout;
  #silentMs = 0;

  /** `onHang` is called after `hangTimeoutMs` of beats and nothing else. */
  constructor(hangTimeoutMs: number, onHang: () => void) {
    this.#hangTimeoutMs = hangTimeoutMs;
    this.#onHang = onHang;
    this.#lost = setTimeout(onHang, lostTimeoutMs);
  }

  /** Told of each message of the process. */
  hear({ kind }: Message): void {
    this.#lost.refresh();
    this.#silentMs = kind === 'beat' ? this.#silentMs + beatMs : 0;
    if (this.#silentMs >= this.#hangTimeoutMs) this.#onHang();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#lost);
  }
}
