import type { OpenScenario } from '../../src/index.ts';
import { codeScenario } from './code-scenario.ts';

/** Withdrawals from a balance in memory that only new instances begin with anew; it is the outcome. */
export const openScenario: OpenScenario<undefined> = async () => {
  let balance = 100;
  const withdraw = (amount: number) => async () => {
    balance -= amount;
  };
  return codeScenario({
    share: ({ fresh }) => {
      if (fresh) balance = 100;
    },
    clients: { A: withdraw(30), B: withdraw(20), C: withdraw(10) },
    judge: () => ({ outcome: String(balance) }),
  });
};
