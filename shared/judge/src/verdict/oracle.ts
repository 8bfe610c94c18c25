import type { Account } from '@workbook/domain';
import type { Evidence } from './evidence.ts';
import { codeOf, openedIn, shortAnswer } from './history.ts';
import { wrongLedger } from './ledger.ts';
import { explain } from './linearizability.ts';
import { delayedByPaused, hangs, leftOpen } from './waits.ts';

/**
 * What is wrong with a run, in one sentence, or undefined when nothing is. The first of these
 * questions that finds something answers: what a person can check by a sum comes before what needs
 * a search for an order of the requests.
 */
export function findViolation(evidence: Evidence): string | undefined {
  // A bound was hit, not a rule broken.
  if (evidence.ending.kind === 'too-long') return undefined;
  return (
    hangs(evidence) ??
    delayedByPaused(evidence) ??
    defects(evidence) ??
    tooManyReads(evidence) ??
    belowZero(evidence) ??
    sharedIds(evidence) ??
    wrongLedger(evidence) ??
    leftOpen(evidence) ??
    refusedWithoutReason(evidence) ??
    unexplained(evidence)
  );
}

function defects({ exchanges, defect = '' }: Evidence): string | undefined {
  const broken = exchanges.find(
    ({ answer }) => answer && answer.status >= 500 && answer.status !== 503,
  );
  return (
    broken &&
    `client ${broken.client} was answered ${shortAnswer(broken.answer)} to "${broken.label}"${defect}`
  );
}

function tooManyReads({ race, turns }: Evidence): string | undefined {
  if (race.databaseReads === undefined) return undefined;
  const reads = turns.filter(({ sql }) => sql?.verb === 'select' && sql.tables.length > 0).length;
  return reads > race.databaseReads
    ? `the database was read ${reads} times, and ${race.databaseReads} would have been enough`
    : undefined;
}

function belowZero({ final = [], exchanges }: Evidence): string | undefined {
  const account = final.find(({ balance }) => balance < 0);
  if (account)
    return `${account.owner} holds ${account.balance}: a balance must never fall below zero`;
  const seen = exchanges.find(({ answer }) => ((answer?.body as Account | null)?.balance ?? 0) < 0);
  return (
    seen && `client ${seen.client} was shown a balance below zero: ${shortAnswer(seen.answer)}`
  );
}

function sharedIds({ final = [], beginning, exchanges }: Evidence): string | undefined {
  const given = [...beginning, ...openedIn(exchanges)];
  const owners = new Map<number, string>();
  for (const { id, owner } of [...given, ...final]) {
    const other = owners.get(id);
    if (other !== undefined && other !== owner)
      return `${other} and ${owner} were both given the id ${id}`;
    owners.set(id, owner);
  }
  return undefined;
}

function refusedWithoutReason({ race, exchanges }: Evidence): string | undefined {
  if (race.mayGiveUp) return undefined;
  const refused = exchanges.find(
    ({ answer }) => answer && (answer.status === 503 || codeOf(answer) === 'conflict'),
  );
  return (
    refused &&
    `client ${refused.client} was turned away (${shortAnswer(refused.answer)}) although "${refused.label}" could be served`
  );
}

function unexplained({ race, beginning, exchanges, final = [] }: Evidence): string | undefined {
  if (explain(beginning, exchanges, final, race.mayGiveUp ?? false)) return undefined;
  const answers = exchanges
    .map(({ client, answer }) => `${client}: ${shortAnswer(answer)}`)
    .join(', ');
  const holds = final.map(({ owner, balance }) => `${owner} ${balance}`).join(', ');
  return `no one-at-a-time order of the requests explains the answers (${answers}) together with the end (${holds})`;
}
