import type { GeneratedRequest } from '@workbook/http/test-support';

/**
 * Which accounts a request may touch. Two that touch the same one take turns, so that each answer
 * says what its account holds afterwards; all other requests go at the same time. Naming one too
 * many only costs time.
 */
export function accountsIn({ url, payload }: GeneratedRequest): number[] {
  const text = `${url} ${decoded(url)} ${payload?.toString() ?? ''}`;
  const ids = [...text.matchAll(/\d+(?:\.\d+)?(?:e\d+)?/gi)].map(([number]) => Number(number));
  const isOpening = /accounts\/*(\?.*)?$/i.test(url);
  return [...new Set(isOpening ? [] : ids.filter((id) => Number.isInteger(id)))];
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

/** Lets requests that share a key take turns, in the order in which they came. */
export class Turns {
  readonly #last = new Map<number, Promise<unknown>>();

  take<T>(keys: readonly number[], work: () => Promise<T>): Promise<T> {
    const before = keys.map((key) => this.#last.get(key) ?? Promise.resolve());
    const done = Promise.all(before).then(work);
    const settled = done.catch(() => {});
    for (const key of keys) this.#last.set(key, settled);
    return done;
  }
}
