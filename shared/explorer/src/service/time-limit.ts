import { afterRealMs } from '../control/real-time.ts';
import { ExplorationError } from '../model/errors.ts';

/**
 * Does `work`, which must end within `limitMs` milliseconds of real time. `what` names it in the
 * `ExplorationError` that is thrown when it fails or takes longer.
 */
export async function setUp<T>(
  what: string,
  limitMs: number,
  work: () => T | Promise<T>,
): Promise<T> {
  let cancel = () => {};
  const late = new Promise<never>((_, reject) => {
    cancel = afterRealMs(limitMs, () =>
      reject(new ExplorationError(`${what} has not ended within ${limitMs / 1000} s`)),
    );
  });
  try {
    return await Promise.race([work(), late]);
  } catch (error) {
    if (error instanceof ExplorationError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new ExplorationError(`${what} has failed: ${message}${adviceOn(message)}`, {
      cause: error,
    });
  } finally {
    cancel();
  }
}

/** What to do about an error that the end of a copy brings to what outlives it. */
function adviceOn(message: string): string {
  return message.startsWith('Connection terminated')
    ? ': make each pool in instance(), as the explorer ends the connections of a copy with it'
    : '';
}
