/** What `setTimeout`, `setInterval` and `setImmediate` give to controlled code. */
export abstract class ControlledHandle {
  /** Calls it off. */
  abstract close(): this;

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
