/** A lock inside the process, as small as it can be. */
export class Mutex {
  #last: Promise<void> = Promise.resolve();

  /** Resolves with a function that gives the lock back. */
  async acquire(): Promise<() => void> {
    const before = this.#last;
    let release = () => {};
    this.#last = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    return release;
  }

  async run(work: () => Promise<void>): Promise<void> {
    const release = await this.acquire();
    try {
      await work();
    } finally {
      release();
    }
  }
}
