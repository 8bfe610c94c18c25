import { type Call, ownerOf } from '@workbook/course';
import type { Account, ScreeningRequest } from '@workbook/domain';
import { countedOnce } from './counted-once.ts';
import type { Evidence } from './evidence.ts';
import { type Exchange, openedIn, shortAnswer, succeeded, unknownId } from './history.ts';

/**
 * Each opening, withdrawal and transfer is screened once, by what it asks for, and refused when that fails. Which
 * client has asked the screening is not looked at where requests overlap: one may ask in the name of another.
 */
export function wronglyScreened(evidence: Evidence): string | undefined {
  const done = doneIn(evidence);
  const failed = done.find(({ client }) => client === evidence.race.screeningFails);
  if (failed)
    return `client ${failed.client} was answered ${shortAnswer(failed.answer)} to "${failed.label}", although its screening has failed`;
  return evidence.race.nobodyOverlaps
    ? (wronglyCountedAlone(evidence) ?? askedForNobody(evidence) ?? askedForAnother(evidence))
    : mixedUp(evidence);
}

function doneIn({ race, exchanges }: Evidence): readonly Exchange[] {
  return countedOnce(exchanges, race.rules).filter(
    ({ call, answer }) =>
      answer && succeeded(answer) && ['open', 'withdraw', 'transfer'].includes(call.kind),
  );
}

/** The screenings between a request and its answer, each by its place among all of the run. */
function screeningsOf({ client, calledAt, answeredAt = calledAt }: Exchange, evidence: Evidence) {
  return evidence.turns
    .filter(({ text }) => text === 'screening')
    .map((turn, place) => ({ ...turn, place }))
    .filter((turn) => turn.client === client && turn.index >= calledAt && turn.index <= answeredAt);
}

function wronglyCountedAlone(evidence: Evidence): string | undefined {
  for (const exchange of doneIn(evidence)) {
    const times = screeningsOf(exchange, evidence).length;
    if (times !== 1)
      return `"${exchange.label}" was ${times === 0 ? 'never screened' : `screened ${times} times`}: it should be screened once`;
  }
  return undefined;
}

/** A screening that fits none of the requests. */
function askedForNobody(evidence: Evidence): string | undefined {
  const { asked = [], exchanges } = evidence;
  const names = namesIn(evidence);
  const wrong = asked.find((one) => !exchanges.some(({ call }) => isAbout(one, call, names)));
  return (
    wrong &&
    `the screening was asked about ${described(wrong, names)}, and no request asks for that`
  );
}

/** A screening that fits another request than the one that waits for it. */
function askedForAnother(evidence: Evidence): string | undefined {
  const names = namesIn(evidence);
  for (const exchange of doneIn(evidence)) {
    const [screening] = screeningsOf(exchange, evidence);
    const one = screening && evidence.asked?.[screening.place];
    if (one && !isAbout(one, exchange.call, names))
      return `"${exchange.label}" was screened as ${described(one, names)}`;
  }
  return undefined;
}

/**
 * Where requests overlap: more screenings than requests that ask for such a thing, or fewer than were done while
 * there were others of its kind. What is never screened, or asked wrongly, is no race: it is found alone.
 */
function mixedUp(evidence: Evidence): string | undefined {
  const { asked = [], exchanges, turns, ending } = evidence;
  // A crash takes an answer away, and with a pause a request may begin anew.
  const isStruck = turns.some(({ move }) => move.fault !== undefined);
  if (isStruck || ending.kind !== 'finished' || askedForNobody(evidence)) return undefined;
  const names = namesIn(evidence);
  for (const { call, label } of exchanges) {
    const alike = (all: readonly Exchange[]) =>
      all.filter((one) => JSON.stringify(one.call) === JSON.stringify(call)).length;
    const times = asked.filter((one) => isAbout(one, call, names)).length;
    if (times > alike(exchanges)) return `"${label}" was screened more often than it was asked for`;
    const others = exchanges.filter((one) => one.call.kind === call.kind);
    const someAre = asked.some((one) => others.some((other) => isAbout(one, other.call, names)));
    if (someAre && times < alike(doneIn(evidence)))
      return `"${label}" was done, and another request was screened in its place`;
  }
  return undefined;
}

/** The accounts' ids, by their names. */
function namesIn({ beginning, exchanges }: Evidence): ReadonlyMap<string, number> {
  const accounts: readonly Account[] = [...beginning, ...openedIn(exchanges)];
  return new Map(accounts.map(({ owner, id }) => [owner, id]));
}

/** A transfer may be screened as the withdrawal that it begins with: the first code of the course does that. */
function isAbout(asked: ScreeningRequest, call: Call, names: ReadonlyMap<string, number>): boolean {
  const id = (name: string) => names.get(name) ?? unknownId;
  switch (call.kind) {
    case 'open':
      return (
        asked.kind === 'opening' &&
        asked.owner === ownerOf(call.owner) &&
        asked.amount === call.opening
      );
    case 'withdraw':
      return (
        asked.kind === 'withdrawal' &&
        asked.account === id(call.account) &&
        asked.amount === call.amount
      );
    case 'transfer':
      return (
        asked.kind !== 'opening' &&
        asked.account === id(call.from) &&
        asked.amount === call.amount &&
        (asked.kind === 'withdrawal' || asked.to === id(call.to))
      );
    default:
      return false;
  }
}

/** `a transfer of 30 from bob to ann`. */
function described(asked: ScreeningRequest, names: ReadonlyMap<string, number>): string {
  const name = (id: number) => [...names].find(([, known]) => known === id)?.[0] ?? `account ${id}`;
  switch (asked.kind) {
    case 'opening':
      return `an opening of ${asked.amount} for ${asked.owner}`;
    case 'withdrawal':
      return `a withdrawal of ${asked.amount} from ${name(asked.account)}`;
    case 'transfer':
      return `a transfer of ${asked.amount} from ${name(asked.account)} to ${name(asked.to)}`;
    default:
      return `${JSON.stringify(asked)}`;
  }
}
