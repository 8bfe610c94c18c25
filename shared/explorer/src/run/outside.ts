import type { Controller } from '../control/actor.ts';
import { giveUp, handleUnderWayIn, hasImmediates, jobUnderWay } from '../control/outside-work.ts';
import type { Clients } from './clients.ts';
import type { Outside } from './quiescence.ts';

/** What the code of a run's clients has begun outside of itself. */
export function outsideOf(run: Controller, clients: () => Clients): Outside {
  return {
    underWay: () => jobUnderWay() ?? handleUnderWayIn(clients().instancesOutOfSight()),
    giveUp,
    hasImmediates: () => hasImmediates(run),
  };
}
