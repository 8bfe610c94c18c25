import { type GeneratedRequest, knownOwners } from '@workbook/http/test-support';
import {
  type Account,
  accountsAt,
  balancesAt,
  balancesIn,
  reportAt,
} from '../traffic/bank-client.ts';
import { brokenOwnerRules, heldIn } from '../traffic/owner-rules.ts';
import { curlOf } from './curl.ts';
import { type RawAnswer, sendRaw } from './raw-http.ts';
import { accountsIn, Turns } from './turns.ts';

/** Something that no request may ever cause. The message has the requests as curl. */
export class Damage extends Error {
  override readonly name = 'Damage';
}

/** How many requests of a batch ended in which way. */
export interface BatchCounts {
  readonly done: number;
  readonly refused: number;
  /** The server hung up: the request was not HTTP, or ended before its announced length. */
  readonly unanswered: number;
}

/**
 * Sends a batch and compares every account with the answers. A balance may only be what the last
 * success said that it is; so a change by any refusal comes to light. Where there are reports on owners, the
 * rules over an owner's accounts are held as well.
 *
 * @throws Damage
 */
export async function sendBatch(
  url: string,
  requests: readonly GeneratedRequest[],
): Promise<BatchCounts> {
  const expected = new Map(await balancesAt(url));
  const target = new URL(url);
  const turns = new Turns();
  const counts = { done: 0, refused: 0, unanswered: 0 };
  const send = async (request: GeneratedRequest) => {
    const answer = await sendRaw(target, request);
    if (answer === undefined) counts.unanswered += 1;
    else if (answer.status >= 400) counts.refused += 1;
    else counts.done += 1;
    if (answer && answer.status >= 500)
      throw new Damage(
        `answered ${answer.status}: ${answer.body.slice(0, 200)}\n${curlOf(learnersUrl, request)}`,
      );
    if (answer && answer.status < 300 && !answer.isReplay) enter(expected, request, answer);
  };
  const sent = requests.map((request) => turns.take(accountsIn(request), () => send(request)));
  const failed = (await Promise.allSettled(sent)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  const accounts = await accountsAt(url);
  const found = balancesIn(accounts);
  const wrong = [...new Set([...expected.keys(), ...found.keys()])].filter(
    (id) => expected.get(id) !== found.get(id),
  );
  const what = wrong.map(
    (id) =>
      `account ${id} holds ${found.get(id) ?? 'nothing'}, and the answers say ${expected.get(id) ?? 'nothing'}`,
  );
  what.push(...(await brokenRules(url, accounts)));
  if (what.length === 0) return counts;
  throw new Damage([...what, ...commandsFor(requests)].join('\n'));
}

/** What is wrong with the owners who come again and again, or with what is reported of them. */
async function brokenRules(url: string, all: readonly Account[]): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const owner of knownOwners) {
    const report = await reportAt(url, owner);
    if (!report) return [];
    const { accounts, total } = report;
    const own = all.filter((account) => account.owner === owner);
    const held = heldIn(own);
    broken.push(...brokenOwnerRules(owner, own));
    if (accounts !== own.length || total !== held)
      broken.push(
        `${owner} has ${own.length} accounts with ${held}, and ${accounts} with ${total} are reported`,
      );
  }
  return broken;
}

/** Where `npm start -w step-NN` serves: the server that was hit is gone by the time this is read. */
const learnersUrl = 'http://localhost:3000';
/** More of them would not help the reader. */
const shownCommands = 10;

function commandsFor(requests: readonly GeneratedRequest[]): string[] {
  const shown = requests.slice(0, shownCommands).map((request) => curlOf(learnersUrl, request));
  const more = requests.length - shown.length;
  return more > 0 ? [...shown, `and ${more} more requests`] : shown;
}

/** Enters what a success says of the accounts. */
function enter(
  balances: Map<number, number>,
  { method, url }: GeneratedRequest,
  { body }: RawAnswer,
): void {
  if (method === 'DELETE') {
    const [, id] = /^\/accounts\/(\d+)/.exec(url) ?? [];
    balances.delete(Number(id));
  }
  if (method !== 'POST' && method !== 'PATCH') return;
  const { from, to, ...account } = JSON.parse(body) as Partial<Account> & {
    readonly from?: Account;
    readonly to?: Account;
  };
  for (const { id, balance } of from && to ? [from, to] : [account])
    if (id !== undefined && balance !== undefined) balances.set(id, balance);
}
