import type { BreakableService, ServiceInfo } from '../model/service-info.ts';
import type { Supervised } from './supervise.ts';

/** A supervised server with all that can be done to it. `haltSignal` keeps what is committed. */
export function breakable(
  supervised: Supervised,
  info: ServiceInfo,
  haltSignal: NodeJS.Signals,
): BreakableService {
  return {
    info,
    halt: () => supervised.order({ type: 'halt', signal: haltSignal }),
    start: () => supervised.order({ type: 'start' }),
    freeze: () => supervised.order({ type: 'freeze' }),
    thaw: () => supervised.order({ type: 'thaw' }),
    [Symbol.asyncDispose]: () => supervised[Symbol.asyncDispose](),
  };
}
