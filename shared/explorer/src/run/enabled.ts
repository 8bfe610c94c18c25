import type { Turn } from '../model/run-record.ts';
import { type Client, nextTimer } from './client.ts';
import type { RunClock } from './run-clock.ts';

/**
 * The clients that can be let go now, in their order. When none can, the next timer fires however
 * long it is; when there is none, or nothing new comes of it any more, a pause is over.
 */
export function enabledClients(clients: readonly Client[], conditions: Conditions): string[] {
  // What a client has left behind, or what runs in its name after it has finished, goes on as well.
  const going = clients.filter(
    ({ finishedAt, parked }) => finishedAt === undefined || parked.length > 0,
  );
  // Clients that only poll would do so for ever: what is paused goes on after all.
  if (conditions.isMonotonous()) return enabledAmong(going, conditions) ?? [];
  const awake = going.filter(({ plan }) => !conditions.pausedInstances.has(plan.instance));
  return enabledAmong(awake, conditions) ?? enabledAmong(going, conditions) ?? [];
}

/** Whether what this client does next is a timer that fires only because no other client can go on. */
export function firesAtLast(client: Client, conditions: Conditions): boolean {
  const { parked, timers } = client;
  return parked.length === 0 && timers.length > 0 && !mayFire(client, conditions);
}

/**
 * Whether the next timer of this client guards a wait for another one inside the process that may still come to its end:
 * in life, that one may take as long. A library that hands out connections asks for patience, as no code of the client
 * decides what comes of it.
 */
export function endsWaitEarly(client: Client, conditions: Conditions): boolean {
  return isGuarding(client, conditions) && mayFire(client, conditions);
}

/** What decides, beside a client itself, whether it can be let go. */
export interface Conditions {
  /** All clients of the run. */
  readonly all: readonly Client[];
  /** The turns so far. */
  readonly turns: readonly Turn[];
  readonly clock: Pick<RunClock, 'isGuard'>;
  /** Whether timers fire only when no other client can go on, or the short ones do. */
  readonly patientTimers: boolean | 'short';
  readonly pausedInstances: ReadonlySet<number>;
  /** Whether clients have only repeated themselves for a while. */
  isMonotonous(): boolean;
  /** Whether a server has an operation of this client. */
  isInFlight(client: string): boolean;
  /** Whether this client may find in its instance what another one has left there. */
  sharesMemory(client: string): boolean;
}

function enabledAmong(clients: readonly Client[], conditions: Conditions): string[] | undefined {
  const ready = clients.filter((client) => client.parked.length > 0 || mayFire(client, conditions));
  if (ready.length > 0) return ready.map(({ plan }) => plan.name);
  const [next] = clients
    .filter(({ timers }) => timers.length > 0)
    .sort((a, b) => nextTimer(a).firesMs - nextTimer(b).firesMs);
  return next && [next.plan.name];
}

/**
 * A client that sleeps for a short time may wake up at any moment. One that has just
 * woken up does not wake up again before another client has done what it may see: otherwise a loop
 * that polls would be endless.
 */
function mayFire(client: Client, conditions: Conditions): boolean {
  const { turns, patientTimers, isInFlight, sharesMemory } = conditions;
  const { name } = client.plan;
  if (client.timers.length === 0 || isInFlight(name) || patientTimers === true) return false;
  if (isGuarding(client, conditions)) {
    const { isPatient, armedBy } = nextTimer(client);
    if (isPatient || !sharesMemory(name) || armedBy().isPool) return false;
  } else if (patientTimers === 'short') return false;
  const { timerFiredAt } = client;
  if (sharesMemory(name) && isBehindAnother(client, conditions)) return false;
  return (
    timerFiredAt === undefined ||
    turns.slice(timerFiredAt + 1).some((turn) => turn.client !== name && turn.footprint.length > 0)
  );
}

/**
 * Whether another client in the same process has a timer that was armed no later than the next one of this client, and is
 * due sooner: a process lets them fire in this order, however long anything takes.
 */
function isBehindAnother(client: Client, { all }: Conditions): boolean {
  const own = nextTimer(client);
  return all.some(
    ({ plan, finishedAt, timers }) =>
      plan.instance === client.plan.instance &&
      plan.name !== client.plan.name &&
      finishedAt === undefined &&
      timers.some(({ at, dueMs, isPatient }) => !isPatient && at <= own.at && dueMs < own.dueMs),
  );
}

/** Whether what this client does next is a timer that has a long time to go. */
function isGuarding(client: Client, { clock }: Conditions): boolean {
  const { parked, timers } = client;
  return parked.length === 0 && timers.length > 0 && clock.isGuard(nextTimer(client).dueMs);
}
