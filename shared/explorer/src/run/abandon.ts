import { loseItsPid } from '../control/control-pids.ts';
import { openFiles } from '../control/files/open-files.ts';
import { dropAllOf } from '../control/held.ts';
import {
  controlledSessions,
  type OpenSession,
  openSessions,
} from '../control/postgres/controlled-session.ts';
import type { LockMonitor } from '../control/postgres/lock-monitor.ts';
import type { Operation } from '../model/operation.ts';

/**
 * Drops whatever these instances hold open. Afterwards, nothing of it holds a lock. What still waits in a server ends first:
 * it must not be given what another one holds.
 */
export async function dropAllThatIsOpen(
  instances: readonly number[],
  sent: readonly Sent[],
  monitor: LockMonitor | undefined,
): Promise<void> {
  for (const instance of instances) openFiles.dropOf(instance);
  await dropWaiting([...openSessions], sent, monitor);
  const pids = controlledSessions().map(({ pid }) => pid);
  openSessions.dropAll();
  await monitor?.terminate(pids);
}

/**
 * Drops whatever a crashed instance holds open, and its pid. What it has sent, and what still waits in a server, ends
 * first: it must not be given what the instance holds itself.
 */
export async function dropCrashed(
  instance: number,
  sent: readonly Sent[],
  monitor: LockMonitor | undefined,
): Promise<void> {
  loseItsPid(instance);
  const own = [...openSessions].filter((session) => session.instance === instance);
  await dropWaiting(own, sent, monitor);
  dropAllOf(instance);
  await monitor?.terminate(own.map(({ pid }) => pid));
}

type Sent = { readonly operation: Operation };

/** Drops those sessions among `own` that something was sent to. */
async function dropWaiting(
  own: readonly OpenSession[],
  sent: readonly Sent[],
  monitor: LockMonitor | undefined,
): Promise<void> {
  const waiting = own.filter((session) =>
    sent.some(({ operation }) => operation.session === session),
  );
  for (const session of waiting) openSessions.drop(session);
  await monitor?.terminate(waiting.map(({ pid }) => pid));
}
