import type { RunRecord } from '../model/run-record.ts';
import type { Client } from './client.ts';

/** What became of the clients, as a record of the run tells it. */
export type Ends = Pick<RunRecord, 'results' | 'rejections' | 'crashedInstances'>;

/** What became of these clients. Those that did not finish have no result. */
export function endsOf(clients: readonly Client[]): Ends {
  const finished = clients.filter(({ finishedAt }) => finishedAt !== undefined);
  const crashed = clients.filter((client) => client.crashed);
  return {
    results: new Map(finished.map(({ plan, value }) => [plan.name, value])),
    rejections: new Map(
      clients.flatMap(({ plan, rejection }) => (rejection ? [[plan.name, rejection.reason]] : [])),
    ),
    crashedInstances: [...new Set(crashed.map(({ plan }) => plan.instance))],
  };
}
