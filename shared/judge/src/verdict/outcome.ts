import type { RunRecord } from '@workbook/explorer';
import type { Evidence } from './evidence.ts';
import { shortAccount, shortAnswer } from './history.ts';

/** The answers and the end in one line, in an order that does not depend on the schedule. */
export function describeOutcome({
  race,
  exchanges,
  ending,
  final,
}: Pick<Evidence, 'race' | 'exchanges' | 'ending' | 'final'>): string {
  const answers = Object.keys(race.clients).map((client) => {
    const own = exchanges.filter((exchange) => exchange.client === client);
    return `${client} ${own.map(({ answer }) => shortAnswer(answer)).join(', ') || 'not begun'}`;
  });
  const end = final ? final.map(shortAccount).join(', ') || 'no accounts' : ending.kind;
  return `${answers.join('; ')} → ${end}`;
}

/** What failed for each client, in a form that does not depend on the order between them. */
export function mishapsOf({ turns }: Pick<RunRecord, 'turns'>): string {
  return turns
    .filter(({ move, reply }) => move.fault !== undefined || reply?.error !== undefined)
    .map(({ client, text, move, reply }) => `${client} ${move.fault ?? reply?.error?.code} ${text}`)
    .sort()
    .join('; ');
}
