import { backupMayBeUnseen } from '../control/escapes/watch-sqlite.ts';
import { silentHandleIn, waitFor } from '../control/outside-work.ts';
import { Undecided } from '../model/errors.ts';
import type { Ending } from '../model/run-record.ts';
import type { Clients } from './clients.ts';
import type { InFlight } from './in-flight.ts';

/**
 * How a run stands when no client can be let go. Throws `Undecided` when that cannot be said, as what a
 * client waits for may come or not.
 */
export function endingOf(clients: Clients, inFlight: InFlight): Ending {
  const unfinished = clients.unfinished();
  if (unfinished.length === 0) return { kind: 'finished' };
  const silent = silentHandleIn(clients.instancesOutOfSight());
  if (silent) throw new Undecided(waitFor(silent, 'says nothing'));
  const inProcess = unfinished.find((client) => !inFlight.of(client));
  if (inProcess && backupMayBeUnseen()) throw new Undecided(mayWaitForBackup(inProcess));
  return {
    kind: 'stuck',
    waiting: unfinished.map((client) => {
      const sent = inFlight.of(client);
      return { client, for: sent?.waitsFor ?? [], operation: sent?.operation.text };
    }),
  };
}

function mayWaitForBackup(client: string): string {
  return `client ${client} waits inside the process, and if that is for a backup of node:sqlite, it cannot be seen, as the module was imported before it was watched: import '@workbook/explorer/register' first`;
}
