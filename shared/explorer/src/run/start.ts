import { runAs } from '../control/actor.ts';
import { ExplorationError } from '../model/errors.ts';
import type { Operation } from '../model/operation.ts';
import type { Turn } from '../model/run-record.ts';
import type { Client } from './client.ts';
import type { Clients } from './clients.ts';

/** A client's entry as an operation: when it is let go, the client's code begins to run. */
export function startOf(client: Client, clients: Clients, turns: readonly Turn[]): Operation {
  const { plan, actor } = client;
  const finish = (value: unknown) => clients.finish(plan.name, value);
  const now = () => {
    if (client.crashed) throw new ExplorationError(`client ${plan.name} has crashed`);
    return turns.length;
  };
  return {
    kind: 'start',
    text: plan.label,
    footprint: () => [],
    perform: async () => {
      runAs(actor, () => plan.run(now)).then(finish, (error: unknown) => finish({ error }));
      return {};
    },
    deliver: () => {},
  };
}
