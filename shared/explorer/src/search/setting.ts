import { controlPids } from '../control/control-pids.ts';
import { controlRandom } from '../control/control-random.ts';
import { controlSockets } from '../control/control-sockets.ts';
import { controlTime } from '../control/control-time.ts';
import { controlHttp } from '../control/http/control-http.ts';
import { watchOutsideWork } from '../control/outside-work.ts';
import type { OwnConnections } from '../control/own-connections.ts';
import { KnownCatalog } from '../control/postgres/catalog/known-catalog.ts';
import { loadParser } from '../control/postgres/sql/parser.ts';
import { watchPromisedWork } from '../control/promised-work.ts';
import { forgiveLateErrors } from '../control/run-is-over.ts';
import type { ExploreOptions } from '../model/options.ts';
import type { Scenario } from '../model/scenario.ts';
import { Branching } from './branching.ts';
import type { Setting } from './one-run.ts';
import { mayLeaveOut } from './plan.ts';

/**
 * Whether a client that would have to wait for rows that others have may as well ask for them when they are given back. Not
 * where a fault may strike while it waits, or where all runs are wanted.
 */
function mayTakeTurns(options: ExploreOptions): boolean {
  const { faults = [], tellsWaitsApart = false } = options;
  return faults.length === 0 && !tellsWaitsApart && mayLeaveOut(options);
}

/** Connects to the servers, and puts all that runs have in common under control. */
export async function settingOf<Detail>(
  scenario: Scenario<Detail>,
  options: ExploreOptions,
  connections: OwnConnections,
): Promise<Setting<Detail>> {
  const { postgresUrl, redisUrl, leaveToServer, maxTurns, mayEscape, faultsOf } = options;
  const monitor = postgresUrl ? await connections.monitorOf(postgresUrl) : undefined;
  const redisClock = redisUrl ? await connections.redisClockOf(redisUrl) : undefined;
  const choosesVictims = monitor?.mayChooseVictims === true && !leaveToServer;
  controlTime();
  controlPids();
  controlSockets();
  controlHttp();
  controlRandom();
  watchOutsideWork();
  watchPromisedWork();
  forgiveLateErrors();
  const { pauseMs, setUpAgeMs, patientTimers, replyTimeoutMs, scenarioTimeoutMs } = options;
  const branching = new Branching({ ...options, choosesVictims });
  const takesTurns = mayTakeTurns(options);
  const catalog = new KnownCatalog(monitor && (() => monitor.readCatalog()), { takesTurns });
  if (options.knows) catalog.know(options.knows);
  if (monitor) await loadParser();
  const servers = { catalog, monitor, redisClock, choosesVictims };
  const runOptions = { ...servers, pauseMs, patientTimers, replyTimeoutMs };
  const bounds = { maxTurns, setUpAgeMs, scenarioTimeoutMs };
  return { scenario, branching, runOptions, faultsOf, mayEscape, ...bounds };
}
