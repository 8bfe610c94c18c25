import { currentActor } from './actor.ts';
import { noteCall } from './call-sites.ts';

/**
 * Makes an asynchronous call a yield point: a controlled client's call is parked until the scheduler
 * lets it go, and any other call simply runs.
 *
 * `text` is what the call is called in a timeline; it must be the same in every run.
 */
export async function yieldPoint<T>(text: string, call: () => Promise<T>): Promise<T> {
  const actor = currentActor();
  if (actor?.client === undefined) return call();
  const asked = noteCall(actor);
  return new Promise<T>((resolve, reject) => {
    let settle = () => {};
    actor.controller.park(
      {
        kind: 'call',
        text,
        call: asked,
        footprint: () => [],
        perform: () =>
          call().then(
            (value) => {
              settle = () => resolve(value);
              return { value };
            },
            (error: unknown) => {
              settle = () => reject(error);
              return { error: { message: error instanceof Error ? error.message : String(error) } };
            },
          ),
        deliver: () => settle(),
        refuse: reject,
      },
      actor,
    );
  });
}
