import { beatMs, type Message } from './job.ts';

/** A process of which nothing at all is heard for so long is ended, whatever it does. */
const lostTimeoutMs = 120_000;

/**
 * Notices that the code under test hangs: its process is alive and tells nothing new. That is counted
 * by the process's own beats: one that waits for its turn on a busy machine is not silent, and one
 * that does not come back to its event loop is its watchdog's affair. Nor is one silent that works on something
 * long, or whose server does: it gets some times as long. While a server does not answer, silence is no fault of the code,
 * and does not count.
 */
export class HangTimer implements Disposable {
  readonly #hangTimeoutMs: number;
  readonly #onHang: () => void;
  readonly #servers: AskedServers;
  readonly #lost: NodeJS.Timeout;
  #silentMs = 0;
  #extensions = 0;
  #isAsking = false;
  /** Whether the servers have answered since the process has told something new. */
  #serversAnswered = false;
  /** Which of the process's news was the last: a server's answer to an earlier question does not count. */
  #news = 0;

  /**
   * @param onHang Called after `hangTimeoutMs` of beats and nothing else.
   * @param servers Asked for an answer when half of that time is over, and at its end whether they are at work.
   */
  constructor(hangTimeoutMs: number, onHang: () => void, servers: Partial<AskedServers> = {}) {
    this.#hangTimeoutMs = hangTimeoutMs;
    this.#onHang = onHang;
    this.#servers = { isAtWork: async () => false, answer: async () => {}, ...servers };
    this.#lost = setTimeout(onHang, lostTimeoutMs);
  }

  /** Told of each message of the process. Resolves when it is known whether the process hangs. */
  async hear(message: Message): Promise<void> {
    this.#lost.refresh();
    if (message.kind !== 'beat') {
      this.#silentMs = 0;
      this.#extensions = 0;
      this.#news += 1;
      this.#serversAnswered = false;
      return;
    }
    if (this.#isAsking) return;
    this.#silentMs += message.isBusy ? beatMs / mostTimes : beatMs;
    if (!this.#serversAnswered && this.#silentMs >= this.#hangTimeoutMs / 2)
      await this.#hearServers();
    if (this.#silentMs >= this.#hangTimeoutMs) await this.#decide();
  }

  async #hearServers(): Promise<void> {
    const news = this.#news;
    this.#isAsking = true;
    await this.#servers.answer();
    this.#isAsking = false;
    this.#serversAnswered = news === this.#news;
  }

  async #decide(): Promise<void> {
    const news = this.#news;
    this.#isAsking = true;
    const mayGoOn = this.#extensions < mostTimes && (await this.#servers.isAtWork());
    this.#isAsking = false;
    if (news !== this.#news) return;
    if (!mayGoOn) return this.#onHang();
    this.#silentMs = 0;
    this.#extensions += 1;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#lost);
    this.#news += 1;
  }
}

/** What the servers of a process are asked before its code is accused. */
export interface AskedServers {
  /** Whether PostgreSQL works for the process. */
  isAtWork(): Promise<boolean>;
  /** Resolves when they have answered, or were waited for long enough. */
  answer(): Promise<unknown>;
}

/** How many times as long as a process that does nothing one may be silent that works, or whose server does. */
const mostTimes = 8;
