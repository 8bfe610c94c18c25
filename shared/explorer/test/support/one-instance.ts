import type { Scenario } from '../../src/index.ts';

/** The same clients, all of one instance that keeps nothing in memory. */
export function inOneInstance(scenario: Scenario): Scenario {
  return {
    async prepare(options) {
      const as: typeof options.as = (_, work) => options.as(0, work);
      const prepared = await scenario.prepare({ ...options, as });
      const clients = prepared.clients.map((plan) => ({ ...plan, instance: 0, stateless: true }));
      return { ...prepared, clients };
    },
  };
}
