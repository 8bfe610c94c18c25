import { deposit, find, list, open, type Request, withdraw } from '@workbook/course';
import type { Account } from '@workbook/domain';
import { misshapen } from './contract.ts';
import {
  type Answer,
  type Exchange,
  type FinalAccounts,
  isDefect,
  type Names,
  ownerNow,
  shortAnswer,
  succeeded,
} from './history.ts';

import { modelOf } from './model.ts';
import { availableIn, has, type Rules } from './rules.ts';
import type { Violation } from './violation.ts';

/**
 * Sends requests when the race is over, one after the other, to one instance, as a client of their
 * own; `ids` are the accounts that they name, those of the beginning if nothing is said.
 */
export type Ask = (
  requests: readonly Request[],
  instance: number,
  ids?: Names,
) => Promise<readonly Exchange[]>;

/**
 * Asks one request after the other, up to the first that gets no answer. A service that says that it is
 * not available for now is asked once more when a minute has passed: a lock whose owner has crashed
 * lapses by then, if it ever does.
 */
export function patiently(ask: Ask, passTime: (ms: number) => Promise<void>): Ask {
  return async (requests, instance, ids) => {
    const exchanges: Exchange[] = [];
    for (const request of requests) {
      let [exchange] = await ask([request], instance, ids);
      if (exchange?.answer?.status === 503) {
        await passTime(aMinuteMs);
        [exchange] = await ask([request], instance, ids);
      }
      if (exchange) exchanges.push(exchange);
      if (!exchange?.answer) break;
    }
    return exchanges;
  };
}

const aMinuteMs = 60_000;

/** What the accounts are after a run, or why that is not known; neither where no answer came. */
export type AfterRun =
  | { readonly final: FinalAccounts; readonly unreadable?: undefined }
  | { readonly final?: undefined; readonly unreadable?: string };

/** Asks for all accounts: what they are now, or what the request was answered, and what `defect` knows of that. */
export async function readAccounts(ask: Ask, defect: () => string): Promise<AfterRun> {
  const [exchange] = await ask([list()], 0);
  const answer = exchange?.answer;
  if (!answer) return {};
  const wrongForm = misshapen(list().call, answer);
  if (wrongForm !== undefined) return { unreadable: `the list should have ${wrongForm}` };
  if (succeeded(answer)) return { final: answer.body as Account[] };
  const { detail = '' } = answer.body as { detail?: string };
  return { unreadable: `${shortAnswer(answer)}${defect() || ` ${detail}`}`.trim() };
}

/** What a cache is compared with. */
export interface Truth {
  readonly final: FinalAccounts;
  readonly beginning: readonly Account[];
  readonly exchanges: readonly Exchange[];
  /** How long a cache may still say what was true before; 0 where it must say what is true now. */
  readonly staleForMs: number;
}

/**
 * What a cache says when the run is over. It must be what the database says, or, where `staleForMs`
 * allows it, an earlier truth for so long, but never what was not true at any time. Returns what is
 * wrong, in one sentence. `passTime` lets the keys of the cache expire.
 */
export async function findStale(
  { final, beginning, exchanges, staleForMs }: Truth,
  ask: Ask,
  passTime: (ms: number) => Promise<void>,
): Promise<string | undefined> {
  const ids = new Map(final.map(({ owner, id }) => [owner, id]));
  const says = async (owner: string) => {
    const [exchange] = await ask([find(owner)], 0, ids);
    const account = exchange?.answer?.body as Account | null;
    return { balance: account?.balance, owner: account && ownerNow(account) };
  };
  for (const account of final) {
    const { owner, balance } = account;
    const { balance: first, owner: called } = await says(owner);
    if (first === balance && staleForMs === 0 && called !== ownerNow(account))
      return `${ownerNow(account)} is the owner by now, but a reader is told ${called}`;
    if (first === balance) continue;
    if (staleForMs === 0) return `${owner} holds ${balance}, but a reader is told ${first}`;
    const truths = [...beginning, ...exchanges.flatMap(committedIn)];
    if (!truths.some((account) => account.owner === owner && account.balance === first))
      return `a reader is told that ${owner} holds ${first}, which was never true`;
    await passTime(staleForMs);
    const { balance: later } = await says(owner);
    if (later !== balance)
      return `${owner} holds ${balance}, but ${staleForMs / 1000} s later a reader is still told ${later}`;
  }
  return undefined;
}

type Poison = Pick<Violation, 'says' | 'isNoticedAfterwards'>;

/** What is asked for by requests after a run. */
export interface Left {
  readonly final: FinalAccounts;
  /** The accounts that the clients know, by their names; one whose opening was never answered is not among them. */
  readonly ids: Names;
  readonly instances: number;
  /** Whether the code keeps nothing in memory: then what is stored is found by one instance as by any other. */
  readonly stateless?: boolean;
  /** What was asked in the run. */
  readonly exchanges: readonly Exchange[];
  /** The rules beyond a single account. None when absent. */
  readonly rules?: Rules;
  /** What the service has reported of an answer of 500 since the run: `: ` and the reason. */
  readonly defect: () => string;
}

/**
 * What a run has done to the requests after it: all that is in the accounts can be withdrawn to the
 * last unit, by every instance that may know better than the first, and be put back; of each, all that its owner has,
 * where that counts. Every instance opens an account: it may have lost its connections. Where the code keeps nothing
 * in memory, the others are only asked for what there is. Where keys count, every request
 * that was answered is answered when it comes again. Returns what is wrong: in its sentence `lastSeen`
 * says where a request without an answer is.
 */
export async function findPoison(
  { final, ids: known, instances, stateless = false, exchanges: before, rules, defect }: Left,
  ask: Ask,
  lastSeen: (exchanges: readonly Exchange[]) => string,
): Promise<Poison | undefined> {
  const ids = new Map([...known, ...final.map(({ owner, id }) => [owner, id] as const)]);
  const usedIds = new Set(ids.values());
  const model = modelOf(final);
  const allThereIs = final
    .map(({ owner }) => ({ owner, all: availableIn(model, owner, rules ?? []) }))
    .filter(({ all }) => all > 0)
    .flatMap(({ owner, all }) => [withdraw(owner, all), deposit(owner, all)]);
  for (let instance = 0; instance < instances; instance += 1) {
    const isLikeTheFirst = stateless && instance > 0;
    const requests = isLikeTheFirst
      ? [list()]
      : [...allThereIs, open(`newcomer ${instance + 1}`, 0)];
    const exchanges = await ask(requests, instance, ids);
    const refused = exchanges.find(({ answer }) => !answer || !succeeded(answer));
    if (refused) {
      const place = refused.answer ? '' : lastSeen(exchanges);
      const effect = `afterwards, with no other client there, "${refused.label}" gets ${shortAnswer(refused.answer)}${place}`;
      // What the service reports says why: often a method that is not written yet, and nothing that the run has left.
      const reason = isDefect(refused.answer) ? defect() : '';
      const says =
        reason === ''
          ? `${effect}: something was left behind${suspects(before)}`
          : `${effect}${reason}`;
      return { says, isNoticedAfterwards: true };
    }
    if (isLikeTheFirst) continue;
    const { id } = exchanges.map(({ answer }) => answer?.body as Account).at(-1) as Account;
    if (usedIds.has(id))
      return { says: `afterwards, a new account is given the id ${id}, which is taken` };
    usedIds.add(id);
  }
  // Last, as a service that does not know keys does them once more.
  const again = has(rules ?? [], 'keys-count-once') ? sentWithKeys(before) : [];
  const asked = again.length === 0 ? 0 : stateless ? 1 : instances;
  for (let instance = 0; instance < asked; instance += 1) {
    const told = await ask(again, instance, ids);
    const kept = told.find(({ answer }) => isKeptWaiting(answer, before));
    if (kept) {
      const place = kept.answer ? '' : lastSeen(told);
      const says = `afterwards, with no other client there, "${kept.label}" comes again, and gets ${shortAnswer(kept.answer)}${place}: something was left locked${suspects(before)}`;
      return { says, isNoticedAfterwards: true };
    }
  }
  return undefined;
}

/** The requests that were answered, each with its key; as often as it is another one. */
function sentWithKeys(exchanges: readonly Exchange[]): readonly Request[] {
  const sent = exchanges.flatMap(({ call, label, key, answer }) => {
    if (key === undefined || !answer) return [];
    // A key that had expired is told from the old one by its name alone.
    return [{ call, label, key: key.replace(/(, anew)+$/, '') }];
  });
  return [...new Map(sent.map((request) => [request.label, request])).values()];
}

/** Whether a request waits although no other client is there. What a crash has cut off may be kept for longer than a minute. */
function isKeptWaiting(answer: Answer | undefined, before: readonly Exchange[]): boolean {
  return !answer || (answer.status === 503 && before.every((exchange) => exchange.answer));
}

/** The requests that did not come to a good end: what was left behind is most often theirs. */
function suspects(exchanges: readonly Exchange[]): string {
  const failed = exchanges.filter(({ answer }) => !answer || !succeeded(answer));
  const named = failed.map(
    ({ client, label, answer }) => `${client}: "${label}", which got ${shortAnswer(answer)}`,
  );
  return named.length === 0 ? '' : `, perhaps by ${named.join(', or by ')}`;
}

/** What an answer to a change says of the accounts: once, it was true. */
function committedIn({ call, answer }: Exchange): readonly Account[] {
  if (!answer || !succeeded(answer)) return [];
  if (call.kind === 'transfer') return Object.values(answer.body as Record<string, Account>);
  return call.kind === 'deposit' || call.kind === 'withdraw' ? [answer.body as Account] : [];
}
