/** A source of numbers that look random and are the same in every run. */
export class RepeatableRandom {
  #state: number;

  constructor(seed: string) {
    this.#state = Array.from(seed).reduce(
      (state, letter) => Math.imul(state ^ letter.charCodeAt(0), 0x01000193),
      0x811c9dc5,
    );
  }

  /** From 0 to almost 1 (Tommy Ettinger's mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  bytes(size: number): Buffer {
    return Buffer.from(Array.from({ length: size }, () => Math.floor(this.next() * 256)));
  }

  /** Fills `view`, or the part of it that is given in its own units, and returns it. */
  fill<T extends ArrayBufferView>(view: T, offset = 0, size?: number): T {
    const unit = 'BYTES_PER_ELEMENT' in view ? Number(view.BYTES_PER_ELEMENT) : 1;
    const begin = offset * unit;
    const length = size === undefined ? view.byteLength - begin : size * unit;
    new Uint8Array(view.buffer, view.byteOffset + begin, length).set(this.bytes(length));
    return view;
  }

  /** A whole number from `min` to below `max`. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min));
  }

  uuid(): `${string}-${string}-${string}-${string}-${string}` {
    const hex = this.bytes(16).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
}
