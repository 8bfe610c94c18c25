import { openFiles } from '../control/files/open-files.ts';
import { controlledSessions, openSessions } from '../control/postgres/controlled-session.ts';
import type { LockMonitor } from '../control/postgres/lock-monitor.ts';

/** Drops whatever these instances hold open. Afterwards, nothing of it holds a lock. */
export async function dropAllThatIsOpen(
  instances: readonly number[],
  monitor: LockMonitor | undefined,
): Promise<void> {
  for (const instance of instances) openFiles.dropOf(instance);
  const pids = controlledSessions().map(({ pid }) => pid);
  openSessions.dropAll();
  await monitor?.terminate(pids);
}
