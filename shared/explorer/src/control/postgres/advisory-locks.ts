/**
 * The advisory locks that a session may hold for as long as it lasts, by what it was told: an attempt to get one counts,
 * whether it has got it or not. A pool hands such a session on to the next run.
 */
export class AdvisoryLocks {
  #taken = 0;

  get mayBeHeld(): boolean {
    return this.#taken > 0;
  }

  /** A statement that was sent. */
  note(text: string): void {
    if (!/advisory|discard/i.test(text)) return;
    this.#taken += count(text, /\bpg_(?:try_)?advisory_lock(?:_shared)?\s*\(/gi);
    this.#taken -= count(text, /\bpg_advisory_unlock(?:_shared)?\s*\(/gi);
    if (this.#taken < 0 || /\bpg_advisory_unlock_all\b|\bdiscard\s+all\b/i.test(text))
      this.#taken = 0;
  }
}

function count(text: string, call: RegExp): number {
  return text.match(call)?.length ?? 0;
}
