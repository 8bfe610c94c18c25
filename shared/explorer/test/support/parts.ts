import { type Actor, currentActor } from '../../src/control/actor.ts';
import { RepeatableRandom } from '../../src/control/repeatable-random.ts';
import type { ClientPlan, Footprint, Operation, Session, Turn } from '../../src/index.ts';
import { Run } from '../../src/run/run.ts';

/** The parts of a run, as small as they can be: without servers, and without code under test. */

/** An operation that is done at once, and touches nothing unless something else is said. */
export function operation(text: string, more: Partial<Operation> = {}): Operation {
  return {
    kind: 'call',
    text,
    footprint: () => [],
    perform: async () => ({}),
    deliver: () => {},
    ...more,
  };
}

/** A client that does nothing by itself. */
export function plan(name: string, more: Partial<ClientPlan> = {}): ClientPlan {
  return { name, instance: 0, label: `${name} begins`, run: async () => {}, ...more };
}

/** A turn in which a client's operation was done, and touched nothing. */
export function turn(index: number, client: string, more: Partial<Turn> = {}): Turn {
  return {
    index,
    move: { client },
    client,
    kind: 'call',
    text: 'an operation',
    parkedAt: -1,
    outcome: 'done',
    waitsFor: [],
    released: [],
    finished: [],
    footprint: [],
    ...more,
  };
}

/** A client of a run that has no clients. */
export function actor(client: string): Actor {
  const controller = new Run([], [], {});
  return { controller, instance: 0, client, random: new RepeatableRandom(client) };
}

/** A session that only notes the deadlock time-outs it is given. */
export function session(more: Partial<Session> = {}): Session & { readonly timeoutsMs: number[] } {
  const timeoutsMs: number[] = [];
  return {
    pid: 1,
    instance: 0,
    open: false,
    failed: false,
    client: undefined,
    locked: [],
    deadlock: [],
    timeoutsMs,
    setDeadlockTimeout: (ms) => timeoutsMs.push(ms),
    ...more,
  };
}

/** Parks an operation of the client whose code calls this, which does `work`; resolves when it was let go. */
export function park(
  text: string,
  footprint: Footprint,
  work: () => void = () => {},
): Promise<void> {
  return new Promise((resolve) => {
    const actor = currentActor();
    const perform = async () => {
      work();
      return {};
    };
    const parked = operation(text, {
      footprint: () => footprint,
      perform,
      deliver: () => resolve(),
    });
    actor?.controller.park(parked, actor);
  });
}
