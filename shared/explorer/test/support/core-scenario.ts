import { controlledSessions } from '../../src/control/postgres/controlled-session.ts';
import type { OpenScenario } from '../../src/index.ts';
import { coresOf } from '../../src/pool/one-core.ts';
import { rows, SqlScenario } from './sql-scenario.ts';
import { read } from './statements.ts';

/** The outcome of a run is where it ran: the cores of the process, and those of each client's session. */
export const openScenario: OpenScenario<undefined> = async (_, { postgresUrl = '' }) => {
  const race = { ...rows(1), clients: { A: [read(1)], B: [read(1)] } };
  const scenario = await SqlScenario.open(postgresUrl, race);
  return {
    async prepare(options) {
      const { clients } = await scenario.prepare(options);
      return {
        clients,
        judge: async () => {
          const sessions = controlledSessions().map(({ pid }) => coresOf(pid));
          return { outcome: JSON.stringify([coresOf('self'), ...sessions]) };
        },
      };
    },
    [Symbol.asyncDispose]: () => scenario[Symbol.asyncDispose](),
  };
};
