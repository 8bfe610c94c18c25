import { isDeepStrictEqual } from 'node:util';
import type { StepCopy, StepServer } from '../step/step-server.ts';
import { type Account, accountsAt, openAccounts } from '../traffic/bank-client.ts';
import { type Call, type CallAnswer, fire } from '../traffic/fire.ts';
import type { Entry } from '../traffic/ledger.ts';
import { brokenOwnerRules, heldIn } from '../traffic/owner-rules.ts';
import { outcomeOf } from '../traffic/traffic.ts';
import { summaryOf } from './complaints.ts';
import type { LoadPlan } from './plan.ts';
import { connectionsEach } from './run-load.ts';
import type { LoadVerdict } from './verdict.ts';

/** How many requests about one owner are sent at once, two times: openings, and then withdrawals. */
const atOnce = 4;
/** What each account is opened with. */
const opening = 10;
/** More than an account holds, and less than two do: of an owner's money, one withdrawal can be paid. */
const withdrawal = 15;

/** A request about the accounts of one owner, and what it changes when it is done. */
interface OwnerCall extends Call {
  readonly owner: string;
  readonly change: number;
  outcome?: Entry['outcome'];
}

/** What happened to owners under load. */
export interface OwnersRun {
  readonly owners: readonly string[];
  readonly calls: readonly OwnerCall[];
  readonly troubles: readonly string[];
  /** What each process says of the accounts at the end. */
  readonly found: readonly (readonly Account[])[];
  readonly durationMs: number;
}

/**
 * Puts the rules over an owner's accounts under load: `requests` requests to each process. Each owner begins with one
 * account; then several more are opened at once, and then several withdrawals are made at once.
 */
export async function runOwners(
  copy: StepCopy,
  { processes }: LoadPlan,
  requests: number,
): Promise<OwnersRun> {
  const servers: StepServer[] = [];
  while (servers.length < processes) servers.push(await copy.start());
  const urls = servers.map(({ url }) => url);
  const [url = ''] = urls;
  const begun = await openAccounts(url, Math.ceil((requests * processes) / (2 * atOnce)), opening);
  const owners = begun.map(({ owner }) => owner);

  const beganMs = performance.now();
  const openings = owners.flatMap((owner) => timesAtOnce(() => openingFor(owner)));
  const troubles = [...(await sendAll(urls, openings))];
  const opened = Map.groupBy(await accountsAt(url), ({ owner }) => owner);
  const withdrawals = owners.flatMap((owner) => {
    const accounts = opened.get(owner) ?? [];
    return timesAtOnce((i) => withdrawalFrom(accounts[i % accounts.length]));
  });
  troubles.push(...(await sendAll(urls, withdrawals)));
  const durationMs = performance.now() - beganMs;
  const found = await Promise.all(urls.map(accountsAt));
  return { owners, calls: [...openings, ...withdrawals], troubles, found, durationMs };
}

function timesAtOnce(call: (i: number) => OwnerCall): readonly OwnerCall[] {
  return Array.from({ length: atOnce }, (_, i) => call(i));
}

function openingFor(owner: string): OwnerCall {
  return { method: 'POST', path: '/accounts', body: { owner, opening }, owner, change: opening };
}

function withdrawalFrom(account: Account | undefined): OwnerCall {
  if (!account) throw new RangeError('an owner has no account any more');
  const { id, owner } = account;
  const path = `/accounts/${id}/withdrawals`;
  return { method: 'POST', path, body: { amount: withdrawal }, owner, change: -withdrawal };
}

/** Those of one owner go out together, to all processes. Resolves with what went wrong. */
async function sendAll(
  urls: readonly string[],
  calls: readonly OwnerCall[],
): Promise<readonly string[]> {
  const rest = calls.values();
  const defects: string[] = [];
  const onAnswer = ({ call, status }: CallAnswer<OwnerCall>) => {
    call.outcome = outcomeOf(status);
    if (call.outcome === 'failed') defects.push(`${call.method} ${call.path} → ${status}`);
  };
  const next = () => rest.next().value;
  const { ended } = fire({ urls, connections: connectionsEach * urls.length, next, onAnswer });
  return [...(await ended), ...defects];
}

/** Compares what the owners have at the end with the rules, and with what was answered. */
export function judgeOwners(
  { owners, calls, troubles, found }: OwnersRun,
  { exact }: LoadPlan,
): LoadVerdict {
  const [one = [], ...others] = found;
  const accountsOf = Map.groupBy(one, ({ owner }) => owner);
  const callsOf = Map.groupBy(calls, ({ owner }) => owner);
  const wrong = owners.flatMap((owner) => {
    const accounts = accountsOf.get(owner) ?? [];
    const what = whatIsWrong(accounts, callsOf.get(owner) ?? []);
    return what === undefined ? [] : [{ accounts: accounts.length, what }];
  });
  const failures = summaryOf([...troubles, ...(exact ? wrong : []).map(({ what }) => what)]);
  if (others.some((other) => !isDeepStrictEqual(other, one)))
    failures.push('the processes do not say the same of the accounts');
  const count = (outcome: Entry['outcome']) =>
    calls.filter((call) => call.outcome === outcome).length;
  return {
    done: count('done'),
    refused: count('refused'),
    inFlight: count(undefined),
    wrongAccounts: wrong.reduce((sum, { accounts }) => sum + accounts, 0),
    accounts: one.length,
    afterRestart: undefined,
    lostChanges: 0,
    changes: count('done'),
    failures,
  };
}

/** Which rule an owner's accounts break, if any, after these requests. */
function whatIsWrong(
  accounts: readonly Account[],
  calls: readonly OwnerCall[],
): string | undefined {
  const done = calls.filter(({ outcome }) => outcome === 'done').map(({ change }) => change);
  const opened = 1 + done.filter((change) => change > 0).length;
  const expected = done.reduce((sum, change) => sum + change, opening);
  const held = heldIn(accounts);
  const [broken] = brokenOwnerRules('an owner', accounts);
  if (broken !== undefined) return broken;
  if (accounts.length !== opened) return `an owner has ${accounts.length} accounts, not ${opened}`;
  if (held !== expected) return `an owner's accounts hold ${held} together, not ${expected}`;
  return undefined;
}
