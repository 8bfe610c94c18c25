import { callersOf, type Race } from '@workbook/course';
import type { Account } from '@workbook/domain';
import type { Turn } from '@workbook/explorer';
import { type Answer, shortAccount } from '../../verdict/history.ts';
import type { StoredList } from './stored.ts';

/**
 * What each instance keeps in its memory, as it says when it is asked for all accounts; after these turns of a run, those
 * that have crashed have nothing left, and what has no answer says nothing.
 */
export async function listsOf(
  race: Race,
  turns: readonly Turn[],
  ask: (instance: number) => Promise<Answer | undefined>,
): Promise<StoredList[]> {
  const callers = callersOf(race);
  const crashed = turns
    .filter(({ outcome }) => outcome === 'crashed')
    .map(({ client }) => callers.find(({ name }) => name === client)?.instance);
  const running = Array.from({ length: race.instances }, (_, i) => i).filter(
    (instance) => !crashed.includes(instance),
  );
  const lists = await Promise.all(
    running.map(async (instance) => {
      const body = (await ask(instance))?.body;
      if (!Array.isArray(body)) return [];
      return [{ instance, accounts: (body as Account[]).map(shortAccount) }];
    }),
  );
  return lists.flat();
}
