import { runAs } from '../control/actor.ts';
import { ExplorationError } from '../model/errors.ts';
import { answer, sending, type Use, union } from '../model/footprint.ts';
import type { Operation } from '../model/operation.ts';
import type { HistoryClock, Turn } from '../model/run-record.ts';
import type { Client } from './client.ts';
import type { Clients } from './clients.ts';

/** A client's entry as an operation: when it is let go, the client's code begins to run. */
export function startOf(client: Client, clients: Clients, turns: readonly Turn[]): Operation {
  const { plan, actor } = client;
  const finish = (value: unknown) => clients.finish(plan.name, value);
  const fail = (reason: unknown) => clients.fail(plan.name, reason);
  const now = () => {
    if (client.crashed) throw new ExplorationError(`client ${plan.name} has crashed`);
    return turns.length;
  };
  const note = (use: Use) => {
    const turn = turns.at(-1);
    // What code hears after the run has ended is no part of its last turn.
    if (turn && !clients.frozen) turn.footprint = union(turn.footprint, [use]);
    return now();
  };
  const clock: HistoryClock = {
    now,
    sending: () => note(sending),
    answered: () => note(answer),
  };
  return {
    kind: 'start',
    text: plan.label,
    footprint: () => [],
    perform: async () => {
      // A query may be sent only when it is waited for: that is the client's doing, too.
      runAs(actor, async () => await plan.run(clock)).then(finish, fail);
      return {};
    },
    deliver: () => {},
  };
}
