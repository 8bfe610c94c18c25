import { deposit, transfer, withdraw } from '@workbook/course';
import type { Turn } from '@workbook/explorer';
import { type Finding, fails, holds } from './behaviour.ts';
import type { Ground } from './ground.ts';

/**
 * While requests are screened, one for each connection of the pool, another one goes on: nothing that
 * it needs is held during a call of another company's service.
 */
export async function screensOutside(ground: Ground): Promise<Finding> {
  await using stage = await ground.stage({
    accounts: { ann: 100, bob: 100 },
    instances: 1,
    clients: {
      A: withdraw('ann', 10),
      B: transfer('ann', 'bob', 10),
      C: withdraw('bob', 10),
      D: transfer('bob', 'ann', 10),
      E: deposit('ann', 50),
    },
    patientTimers: true,
  });
  let schedule = '';
  for (const client of ['A', 'B', 'C', 'D']) {
    const led = await stage.lead(schedule, client, ({ text }) => text === 'screening');
    if (led.done)
      return fails('expected that withdrawals and transfers are screened, and one was not');
    if (!led.arrived)
      return fails(
        `expected that requests are screened side by side, and one waits while ${schedule === '' ? 'none' : 'another'} is screened`,
      );
    schedule = led.schedule;
  }
  const led = await stage.lead(schedule, 'E');
  // A wait that PostgreSQL has ended by a timeout was a wait.
  if (led.done && !(await stage.after(led.schedule)).turns.some(hasFailed)) return holds;
  return fails(
    'expected that a deposit goes on while withdrawals and transfers are screened, and it waits for them',
  );
}

function hasFailed({ kind, reply, released }: Turn): boolean {
  // Libraries remove files that may not be there.
  if (kind === 'file') return false;
  return [reply, ...released.map((one) => one.reply)].some((one) => one?.error !== undefined);
}
