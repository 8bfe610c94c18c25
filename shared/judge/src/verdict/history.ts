import { type Call, ownerOf } from '@workbook/course';
import type { Account, OwnerReport } from '@workbook/domain';

/** A request and, if one came, its answer. Times are counted in turns. */
export interface Exchange {
  readonly client: string;
  readonly call: Call;
  readonly label: string;
  readonly calledAt: number;
  /** Its key, where it has one. */
  readonly key?: string;
  /** The letter under which the scheduler has sent it, where it is a second try of `client`. */
  readonly secondTry?: string;
  answeredAt?: number;
  answer?: Answer;
  /** Whether its client sends it again, whatever comes of that: it was told that it may. */
  isSentAgain?: boolean;
  /** Whether a wait of a second or longer was over before the answer: then the service may give up. */
  readonly hasWaitedLong?: boolean;
}

/** What the service has answered to a request. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** Which version of the account the answer speaks of, where the service says so. */
  readonly etag?: string;
  /** Whether the service says that this is what an earlier request with the same key was answered. */
  readonly isReplay?: boolean;
}

/** What the accounts hold when all clients are done. */
export type FinalAccounts = readonly Account[];

/** Who owns an account by now: the one that its name says, or a new owner that stands beside it. */
export function ownerNow(account: Account & { readonly renamed?: string }): string {
  return account.renamed ?? ownerOf(account.owner);
}

/** `ann 100`, or `ann smith 100` when it was renamed. */
export function shortAccount(account: Account & { readonly renamed?: string }): string {
  return `${account.renamed ?? account.owner} ${account.balance}`;
}

/** The accounts of a race, by their names: which id each has. In answers, a name stands in the owner's place. */
export type Names = ReadonlyMap<string, number>;

/** The id that clients name in place of an account that they do not know: it is none. */
export const unknownId = 999_999;

/** A problem's code, such as `insufficient_funds`. */
export function codeOf({ body }: Answer): string | undefined {
  const code = (body as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** The accounts that were opened, as the answers said. */
export function openedIn(exchanges: readonly Exchange[]): readonly Account[] {
  return exchanges.flatMap(({ call, answer }) =>
    call.kind === 'open' && answer && succeeded(answer) ? [answer.body as Account] : [],
  );
}

/** The kind of the request that a client has had no answer to, if there is one. */
export function unansweredBy(
  client: string,
  exchanges: readonly Exchange[],
): Call['kind'] | undefined {
  return exchanges.findLast((one) => one.client === client && !one.answer)?.call.kind;
}

/** The kind of the request that the scheduler's client of this letter has under way, if there is one. */
export function underWay(letter: string, exchanges: readonly Exchange[]): Call['kind'] | undefined {
  return exchanges.findLast(
    ({ client, secondTry = client, answer }) => secondTry === letter && !answer,
  )?.call.kind;
}

/** What of the code a request has gone through, as far as its answer tells: `withdraw 409 insufficient_funds`. */
export function partOf({ call, answer }: Exchange): string {
  const { status = 'unanswered', isReplay = false } = answer ?? {};
  const code = answer && codeOf(answer);
  return [call.kind, status, code, isReplay && 'again'].filter(Boolean).join(' ');
}

/** Requests in the order of their clients: orders of the clients that stand for each other are to say the same. */
export function byClient(exchanges: readonly Exchange[]): Exchange[] {
  return exchanges.toSorted((a, b) => (a.client < b.client ? -1 : a.client > b.client ? 1 : 0));
}

/** Whether a request was sent before another client had its answer. */
export function someOverlap(exchanges: readonly Exchange[]): boolean {
  return exchanges.some((one) =>
    exchanges.some(
      (other) =>
        other.client !== one.client &&
        other.calledAt >= one.calledAt &&
        other.calledAt <= (one.answeredAt ?? Number.POSITIVE_INFINITY),
    ),
  );
}

/** `ann 150 in 2 accounts`. */
export function shortReport({ owner, accounts, total }: OwnerReport): string {
  return `${owner} ${total} in ${accounts} account${accounts === 1 ? '' : 's'}`;
}

/**
 * The accounts with the names by which the requests call them: the opening of one may not have been
 * answered, and then only its owner is known. One that no request has opened is `ann's account 2`.
 */
export function namedByOpenings(
  accounts: readonly Account[],
  ids: Names,
  exchanges: readonly Exchange[],
): FinalAccounts {
  const known = new Map([...ids].map(([name, id]) => [id, name]));
  const taken = new Set(ids.keys());
  return accounts.map((account) => {
    const name = known.get(account.id);
    if (name !== undefined)
      return ownerOf(name) === account.owner ? { ...account, owner: name } : account;
    const asked = exchanges
      .flatMap(({ call }) => (call.kind === 'open' ? [call] : []))
      .filter(({ owner }) => ownerOf(owner) === ownerOf(account.owner) && !taken.has(owner));
    const opening = asked.find((call) => call.opening === account.balance) ?? asked[0];
    const owner = opening?.owner ?? freeName(account.owner, taken);
    taken.add(owner);
    return { ...account, owner };
  });
}

function freeName(owner: string, taken: ReadonlySet<string>): string {
  for (let i = 1; ; i += 1) {
    const name = i === 1 ? owner : `${owner}'s account ${i}`;
    if (!taken.has(name)) return name;
  }
}

/** Whether an answer says that what was asked is done. */
export const succeeded = ({ status }: Answer): boolean => status >= 200 && status < 300;

/** Whether an answer tells of a defect of the service: 503 does not, it says that it cannot be done now. */
export const isDefect = (answer: Answer | undefined): boolean =>
  answer !== undefined && answer.status >= 500 && answer.status !== 503;

/** `200 balance 40`, or `409 insufficient_funds`. */
export function shortAnswer(answer: Answer | undefined): string {
  if (!answer) return 'no answer';
  const { status, body } = answer;
  if (!succeeded(answer)) return `${status} ${codeOf(answer) ?? ''}`.trim();
  if (Array.isArray(body)) return `${status} ${body.map(shortAccount).join(', ')}`;
  if (body && typeof body === 'object' && 'from' in body && 'to' in body) {
    const { from, to } = body as { from: Account; to: Account };
    return `${status} ${shortAccount(from)}, ${shortAccount(to)}`;
  }
  if (body && typeof body === 'object' && 'total' in body)
    return `${status} ${shortReport(body as OwnerReport)}`;
  if (body && typeof body === 'object' && 'balance' in body)
    return `${status} ${shortAccount(body as Account)}`;
  return String(status);
}

/** The same with its mark, where it has one: `200 ann 70, marked as a replay`. */
export function markedAnswer(answer: Answer | undefined): string {
  return `${shortAnswer(answer)}${answer?.isReplay ? ', marked as a replay' : ''}`;
}
