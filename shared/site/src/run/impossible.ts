import type { Recording } from '@workbook/recording';

/** Why orders cannot happen, as it ends a sentence: it hangs on who waits for whom in this race. */
export function whyImpossible({ clients }: Pick<Recording, 'clients'>): string {
  const again = clients.filter(({ secondTryOf }) => secondTryOf !== undefined);
  const tried = new Set(again.flatMap(({ name, secondTryOf = name }) => [name, secondTryOf]));
  const [one] = again;
  const begins =
    one && `${one.name} begins only when ${one.secondTryOf} has gone without an answer`;
  const waits = 'a client would have to go on while it waits';
  if (!begins) return `because ${waits}`;
  return clients.length === tried.size
    ? `because ${begins}`
    : `because ${waits}, or because ${begins}`;
}
