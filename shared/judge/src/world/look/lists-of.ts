import type { Race } from '@workbook/course';
import type { Account } from '@workbook/domain';
import type { Turn } from '@workbook/explorer';
import { type Answer, shortAccount } from '../../verdict/history.ts';
import type { StoredList } from './stored.ts';

/**
 * What each instance keeps in its memory, as it says when it is asked for all accounts; after these turns of a run, those
 * that have crashed have nothing left.
 */
export async function listsOf(
  { instances, clients }: Race,
  turns: readonly Turn[],
  ask: (instance: number) => Promise<Answer>,
): Promise<StoredList[]> {
  const crashed = turns
    .filter(({ outcome }) => outcome === 'crashed')
    .map(({ client }) => Object.keys(clients).indexOf(client) % instances);
  const running = Array.from({ length: instances }, (_, i) => i).filter(
    (instance) => !crashed.includes(instance),
  );
  return await Promise.all(
    running.map(async (instance) => {
      const { body } = await ask(instance);
      return { instance, accounts: (body as Account[]).map(shortAccount) };
    }),
  );
}
