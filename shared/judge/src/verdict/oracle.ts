import type { Account } from '@workbook/domain';
import { leftUnhandled, type Turn } from '@workbook/explorer';
import { firstMisshapen } from './contract.ts';
import type { Evidence } from './evidence.ts';
import {
  byClient,
  codeOf,
  isDefect,
  markedAnswer,
  openedIn,
  ownerNow,
  shortAccount,
  shortAnswer,
} from './history.ts';
import { wrongLedger } from './ledger.ts';
import { type Circumstances, explain, firstUnexpected, isTurnedAway } from './linearizability.ts';
import { has, most } from './rules.ts';
import { wronglyScreened } from './screenings.ts';
import { type Violation, violationOf } from './violation.ts';
import { causeOfHang, delayedByPaused, hangs, leftOpen, waitedInVain } from './waits.ts';

/**
 * What is wrong with a run, or undefined when nothing is. The first of these questions that finds
 * something answers: what a person can check by a sum comes before what needs a search for an order
 * of the requests.
 */
export function findViolation(evidence: Evidence): Violation | undefined {
  // A bound was hit, not a rule broken.
  if (evidence.ending.kind === 'too-long') return undefined;
  const { race, notWritten } = evidence;
  const found = (says: string | undefined, more?: Partial<Violation>) =>
    violationOf(race, says, more);
  const alone = () => found(wrongAlone(evidence), { isAlone: true });
  return (
    found(hangs(evidence), causeOfHang(evidence)) ??
    found(delayedByPaused(evidence)) ??
    found(defects(evidence), { notWritten }) ??
    found(
      wrongForm(evidence) ??
        tooManyReads(evidence) ??
        collided(evidence) ??
        wronglyScreened(evidence),
    ) ??
    (race.nobodyOverlaps ? alone() : undefined) ??
    found(
      belowZero(evidence) ??
        sumBelowZero(evidence) ??
        tooManyAccounts(evidence) ??
        sharedIds(evidence) ??
        wrongLedger(evidence),
    ) ??
    found(leftOpen(evidence), { leftOpen: evidence.openTransactions?.[0] }) ??
    found(leftUnhandled(evidence)) ??
    found(refusedWithoutReason(evidence), { isTurnedAway: true }) ??
    alone() ??
    found(unexplained(evidence))
  );
}

function defects({ exchanges, defect = '' }: Evidence): string | undefined {
  const broken = exchanges.find(({ answer }) => isDefect(answer));
  return (
    broken &&
    `client ${broken.client} was answered ${shortAnswer(broken.answer)} to "${broken.label}"${defect}`
  );
}

function wrongForm({ exchanges }: Evidence): string | undefined {
  const wrong = firstMisshapen(exchanges);
  return (
    wrong &&
    `client ${wrong.exchange.client}'s answer to "${wrong.exchange.label}" should have ${wrong.says}`
  );
}

function tooManyReads({ race, turns }: Evidence): string | undefined {
  if (race.databaseReads === undefined) return undefined;
  const statements = turns.filter(({ sql }) => sql?.verb === 'select' && sql.tables.length > 0);
  // A client that reads an account by several statements reads it once.
  const byClient = Map.groupBy(statements, ({ client }) => client);
  const reads = [...byClient.values()].reduce((sum, own) => sum + mostAlike(own), 0);
  return reads > race.databaseReads
    ? `the database was read ${reads} times, and ${race.databaseReads} would have been enough`
    : undefined;
}

/** How often the statement was sent that was sent most often. */
function mostAlike(turns: readonly Turn[]): number {
  const alike = Map.groupBy(turns, ({ text }) => text);
  return Math.max(...[...alike.values()].map(({ length }) => length));
}

function collided({ race, turns }: Evidence): string | undefined {
  if (race.collisions === undefined) return undefined;
  const collisions = turns.filter(
    ({ sql, outcome }) => sql && (outcome === 'waiting' || sql.verb === 'rollback'),
  );
  const [first] = collisions;
  if (!first || collisions.length <= race.collisions) return undefined;
  return first.outcome === 'waiting'
    ? `client ${first.client} waits in the database for ${first.waitsFor.join(' and ')}, and keeps a connection from others for so long`
    : `client ${first.client} has worked in vain: its transaction is rolled back`;
}

/** Where no two requests overlap there is one right answer to each: no other client is to blame. */
function wrongAlone(evidence: Evidence): string | undefined {
  const found = firstUnexpected(circumstancesOf(evidence), evidence.exchanges);
  if (!found) return undefined;
  const { exchange, expected } = found;
  const { client, label, answer } = exchange;
  return `no two requests overlap, and client ${client} was answered ${markedAnswer(answer)}${answer?.isReplay ? ',' : ''} to "${label}": it should be ${expected}`;
}

function circumstancesOf({ race, beginning, turns }: Evidence): Circumstances {
  const crash = turns.find(({ outcome }) => outcome === 'crashed');
  return { beginning, mayGiveUp: race.mayGiveUp, rules: race.rules, crashedAt: crash?.index };
}

function belowZero({ race, final = [], exchanges }: Evidence): string | undefined {
  if (has(race.rules ?? [], 'sum-not-below-zero')) return undefined;
  const account = final.find(({ balance }) => balance < 0);
  if (account)
    return `${account.owner} holds ${account.balance}: a balance must never fall below zero`;
  const seen = exchanges.find(({ answer }) => ((answer?.body as Account | null)?.balance ?? 0) < 0);
  return (
    seen && `client ${seen.client} was shown a balance below zero: ${shortAnswer(seen.answer)}`
  );
}

/** The accounts of each owner, at the end. */
function byOwner({ final = [] }: Evidence): ReadonlyMap<string, readonly Account[]> {
  return Map.groupBy(final, ownerNow);
}

function sumBelowZero(evidence: Evidence): string | undefined {
  if (!has(evidence.race.rules ?? [], 'sum-not-below-zero')) return undefined;
  for (const [owner, accounts] of byOwner(evidence)) {
    const sum = accounts.reduce((all, { balance }) => all + balance, 0);
    if (sum < 0)
      return `${owner} holds ${sum} in all (${accounts.map(shortAccount).join(', ')}): the sum of an owner's accounts must never fall below zero`;
  }
  return undefined;
}

function tooManyAccounts(evidence: Evidence): string | undefined {
  const limit = most(evidence.race.rules ?? []);
  for (const [owner, { length }] of byOwner(evidence))
    if (length > limit) return `${owner} has ${length} accounts: an owner may have ${limit}`;
  return undefined;
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

function refusedWithoutReason({ race, exchanges, turns }: Evidence): string | undefined {
  const refused = exchanges.find(
    (exchange) =>
      exchange.answer &&
      (exchange.answer.status === 503 || codeOf(exchange.answer) === 'conflict') &&
      !isTurnedAway(exchange, race.mayGiveUp),
  );
  return (
    refused &&
    `client ${refused.client} was turned away (${shortAnswer(refused.answer)}) although "${refused.label}" could be served${waitedInVain({ turns }, refused.client)}`
  );
}

function unexplained(evidence: Evidence): string | undefined {
  const { exchanges, final = [] } = evidence;
  if (explain(circumstancesOf(evidence), exchanges, final)) return undefined;
  const answers = byClient(exchanges)
    .map(({ client, answer }) => `${client}: ${shortAnswer(answer)}`)
    .join(', ');
  const holds = final.map(shortAccount).join(', ');
  return `no one-at-a-time order of the requests explains the answers (${answers}) together with the end (${holds})`;
}
