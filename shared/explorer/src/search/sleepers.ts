import { conflict, union, whenAnswered } from '../model/footprint.ts';
import type { Turn } from '../model/run-record.ts';
import type { Run } from '../run/run.ts';
import type { Sleeper } from './frontier.ts';

/** The client of a turn, where another one goes instead. */
export function sleeperAfter(turn: Turn): Sleeper {
  const { client, footprint, outcome, reply, asksFor, mayBeLate } = turn;
  const { error, rowCount, rows } = reply ?? {};
  const asked = asksFor && { rows: asksFor };
  return {
    client,
    footprint,
    answer: outcome === 'done' && !error ? { rowCount, rows } : asked,
    ...(mayBeLate && { mayBeLate }),
  };
}

/** Those that still have something to do, with what that touches here besides. */
export function sleepersIn(run: Run, sleeping: readonly Sleeper[]): Sleeper[] {
  return sleeping
    .filter(({ client }) => run.hasNext(client))
    .map(({ client, footprint, answer, ...more }) => {
      const here = run.footprintOfNext(client, true);
      const inAll = union(footprint, answer ? whenAnswered(here, answer) : here);
      return { ...more, client, footprint: inAll, answer };
    });
}

/** Those whose operation could as well come before this turn. */
export function stillAsleep(sleeping: readonly Sleeper[], turn: Turn): readonly Sleeper[] {
  return sleeping.filter(({ footprint }) => !conflict(footprint, turn.footprint));
}
