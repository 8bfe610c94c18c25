import { heedingDisk } from '../control/files/disk-trouble.ts';
import { afterRealMs } from '../control/real-time.ts';
import { ExplorationError } from '../model/errors.ts';
import type { ExploreOptions } from '../model/options.ts';

/** Tables that are made on a busy machine, and a judge that asks a whole service, are done by then. */
const usualScenarioTimeoutMs = 60_000;

/**
 * What the scenario does by itself may wait for something that never comes, such as a pool that is empty. Nor does it say
 * anything where the disk has failed it.
 *
 * @throws ExplorationError
 */
export async function inTime<T>(
  name: 'prepare' | 'judge',
  { scenarioTimeoutMs = usualScenarioTimeoutMs }: Pick<ExploreOptions, 'scenarioTimeoutMs'>,
  work: () => Promise<T>,
): Promise<T> {
  let cancel = () => {};
  const limit = new Promise<never>((_, reject) => {
    cancel = afterRealMs(scenarioTimeoutMs, () =>
      reject(
        new ExplorationError(
          `${name} of the scenario has not come to an end within ${scenarioTimeoutMs / 1000} s: what does it wait for?`,
        ),
      ),
    );
  });
  try {
    return await heedingDisk(Promise.race([work(), limit]));
  } finally {
    cancel();
  }
}
