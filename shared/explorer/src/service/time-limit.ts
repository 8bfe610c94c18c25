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
    throw new ExplorationError(`${what} has failed: ${message}`, { cause: error });
  } finally {
    cancel();
  }
}
