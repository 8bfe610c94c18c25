import { type Scenario, yieldPoint } from '../../src/index.ts';
import { codeScenario } from './code-scenario.ts';

/** An operation that does nothing. */
export const call = (text: string) => yieldPoint(text, async () => {});

/** A client that does something between two operations, beside another client. */
export function between(work: () => Promise<unknown>): Scenario {
  return codeScenario({
    share: () => undefined,
    clients: {
      A: async () => {
        await call('before');
        await work();
        await call('after');
      },
      B: () => call('at any time'),
    },
    judge: (_, { ending }) => ({
      outcome: ending.kind,
      ...(ending.kind === 'finished' ? {} : { violation: ending.kind }),
    }),
  });
}
