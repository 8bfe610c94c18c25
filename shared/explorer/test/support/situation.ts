import type { ClientPlan, Turn } from '../../src/index.ts';
import { Clients } from '../../src/run/clients.ts';
import { Run } from '../../src/run/run.ts';
import { RunClock } from '../../src/run/run-clock.ts';
import { actor, operation, plan, turn } from './parts.ts';

interface Situation {
  readonly plans?: readonly ClientPlan[];
  readonly inFlight?: string;
  readonly patientTimers?: boolean | 'short';
}

/** Clients A and B, each in an instance of its own, of which nothing is known yet. */
export function situation({
  plans = [plan('A'), plan('B', { instance: 1 })],
  inFlight = '',
  patientTimers = false,
}: Situation = {}) {
  const turns: Turn[] = [];
  const clock = new RunClock();
  let changes = 0;
  const clients = new Clients(plans, new Run([], [], {}), {
    turns,
    clock,
    patientTimers,
    isMonotonous: () => false,
    isInFlight: (name) => inFlight.includes(name),
    onChange: () => {
      changes += 1;
    },
  });
  return {
    clients,
    turns,
    clock,
    changes: () => changes,
    park: (...names: string[]) => {
      for (const name of names) clients.park(name, operation(`${name}'s next`));
    },
    sleep: (name: string, ms: number) => clients.arm(ms, actor(name), () => {}),
    /** Lets the client go, as a turn that touches `footprint`. */
    go: (name: string, footprint: Turn['footprint'] = []) => {
      const parked = clients.next(name);
      turns.push(turn(turns.length, name, { footprint }));
      clients.take(name, parked);
    },
    enabled: () => clients.enabled().join(''),
  };
}
