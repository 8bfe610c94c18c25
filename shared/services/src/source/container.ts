import { reasonOf } from '../model/reason.ts';
import type { OnProgress, RunningService } from '../model/service-info.ts';
import { ServiceUnavailable } from '../model/service-unavailable.ts';

// testcontainers takes most of a second to import, so that is done only when it is used. What it
// starts is removed by its own helper container, even when this process is killed.

/**
 * Resolves when a container engine answers.
 *
 * @throws ServiceUnavailable
 */
export async function needEngine(): Promise<void> {
  const { getContainerRuntimeClient } = await import('testcontainers');
  try {
    await getContainerRuntimeClient();
  } catch (cause) {
    throw new ServiceUnavailable(
      'SERVICES=containers needs a container engine, and none answers: start Docker or Podman, or unset SERVICES',
      { cause },
    );
  }
}

/**
 * Runs a server in a container of this image.
 *
 * @param start Resolves when the server answers, to its url, its version, and how to stop it.
 * @throws ServiceUnavailable when no container engine answers, or the container does not start.
 */
export async function inContainer(
  image: string,
  onProgress: OnProgress,
  start: () => Promise<{ url: string; version: string; stop: () => Promise<void> }>,
): Promise<RunningService> {
  await needEngine();
  onProgress(`starting ${image} in a container; the first time, its image is downloaded`);
  try {
    const { url, version, stop } = await start();
    let stopped: Promise<void> | undefined;
    return {
      info: { url, source: 'containers', version },
      [Symbol.asyncDispose]() {
        stopped ??= stop();
        return stopped;
      },
    };
  } catch (cause) {
    throw new ServiceUnavailable(
      `the container of ${image} did not start (${reasonOf(cause)}): mend that, or unset SERVICES`,
      { cause },
    );
  }
}
