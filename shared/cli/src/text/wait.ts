/** A shorter wait needs no number. */
const fromSeconds = 2;

/** A wait that may be long: tells how many seconds it has lasted, each second from the second one on. */
export class Wait implements Disposable {
  readonly #tell: (seconds: number) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: (seconds: number) => void) {
    this.#tell = tell;
  }

  /** Counts from now on, whatever was waited for before. */
  begin(): void {
    this[Symbol.dispose]();
    let seconds = 0;
    this.#timer = setInterval(() => {
      seconds += 1;
      if (seconds >= fromSeconds) this.#tell(seconds);
    }, 1000).unref();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/** `judging (3 s)`, in at most `width` characters: the number stays. */
export function withSeconds(
  text: string,
  seconds: number,
  width = Number.POSITIVE_INFINITY,
): string {
  const count = seconds === 0 ? '' : ` (${seconds} s)`;
  return text.slice(0, Math.max(0, width - count.length)) + count;
}
