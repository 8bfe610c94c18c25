import { callersOf, type Race } from '@workbook/course';
import type { Account } from '@workbook/domain';
import type { Turn } from '@workbook/explorer';
import { type Answer, shortAccount } from '../../verdict/history.ts';
import { atOnce } from './at-once.ts';
import type { StoredList } from './stored.ts';

/**
 * What each instance keeps in its memory, as it says when it is asked for all accounts; after these turns of a run, those
 * that have crashed have nothing left. One that `isAnyCode` is not waited for, and may say nothing.
 */
export async function listsOf(
  race: Race,
  turns: readonly Turn[],
  ask: (instance: number) => Promise<Answer>,
  isAnyCode: boolean,
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
      const answer = await (isAnyCode ? atOnce(ask(instance)) : ask(instance));
      const body = answer?.body;
      if (!Array.isArray(body)) return [];
      return [{ instance, accounts: (body as Account[]).map(shortAccount) }];
    }),
  );
  return lists.flat();
}
