import type { Recording } from '@workbook/recording';
import type { Walk } from './walk.ts';

/** Why a client cannot be let go after the first turns of a walk; undefined where none of its turns says so. */
export function whyStopped(
  { clients, race }: Recording,
  walk: Walk,
  client: string,
): string | undefined {
  const own = clients.find(({ name }) => name === client);
  const first = own?.secondTryOf;
  let why = first && `sends again what ${first} is not answered`;
  for (const { turn } of walk) {
    const instance = clients.find(({ name }) => name === turn.client)?.instance;
    if (turn.outcome === 'crashed' && instance === own?.instance)
      why =
        race.instances > 1
          ? `instance ${(instance ?? 0) + 1} has crashed`
          : 'the service has crashed';
    if (turn.client === client) {
      if (turn.outcome === 'waiting') why = waitsFor(turn.waitsFor);
      else if (turn.outcome === 'paused') why = 'is paused until no other client can go on';
      else if (turn.outcome === 'done') why = undefined;
    }
    if (turn.deadlock?.victim === client) why = undefined;
    for (const also of turn.also ?? []) {
      if (also.client === first && also.what === 'finished')
        why = `has nothing to send again: ${first} was answered`;
      if (also.client !== client) continue;
      if (also.what === 'waits') why = waitsFor(also.waitsFor ? [also.waitsFor] : []);
      if (also.what === 'released' || also.what === 'goes on') why = undefined;
      if (also.what === 'finished') why = 'has finished';
    }
  }
  return why;
}

const waitsFor = (holders: readonly string[] | undefined) =>
  holders?.length ? `waits for ${holders.join(' and ')}` : 'waits';
