import type { World } from '../world/world.ts';

/** Loads the world only when there is something to judge: the service's own libraries come with it. */
export async function openWorld(...args: Parameters<typeof World.open>): Promise<World> {
  const { World } = await import('../world/world.ts');
  return World.open(...args);
}
