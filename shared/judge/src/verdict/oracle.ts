import type { Race } from '@workbook/course';
import type { Account } from '@workbook/domain';
import type { Ending, SqlSummary, SqlVerb, Turn } from '@workbook/explorer';
import { codeOf, type Exchange, type FinalAccounts, shortAnswer, succeeded } from './history.ts';
import { explain } from './linearizability.ts';

export interface Evidence {
  readonly race: Race;
  readonly beginning: readonly Account[];
  readonly exchanges: readonly Exchange[];
  readonly ending: Ending;
  readonly turns: readonly Turn[];
  /** Undefined when the accounts could not be read. */
  readonly final: FinalAccounts | undefined;
  /** What whoever tried to read them was answered; absent when there was no answer at all. */
  readonly unreadable?: string;
  /** The clients that have left a transaction open. */
  readonly openTransactions?: readonly string[];
  /** Where a client has begun the transaction that it has left open, as ` (begun at accounts.ts:7)`. */
  readonly begunAt?: (client: string) => string;
  /** Where a client has asked for its last operation, as ` (last seen at accounts.ts:7)`. */
  readonly lastSeen?: (client: string) => string;
  /** What the service would have logged about an answer of 500: `: ` and the reason. */
  readonly defect?: string;
}

/** What is wrong with a run, for people first: one sentence, or undefined when nothing is. */
export function findViolation(evidence: Evidence): string | undefined {
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

function hangs({
  ending,
  final,
  turns,
  unreadable,
  lastSeen = () => '',
}: Evidence): string | undefined {
  if (ending.kind === 'stuck') {
    const who = ending.waiting.map(({ client, for: holders, operation }) =>
      holders.length > 0
        ? `${client} waits for ${holders.map((holder) => (holder === client ? 'another connection of its own' : holder)).join(' and ')}${operation ? ` in "${operation}"` : ''}`
        : `${client} waits inside the process${lastSeen(client)}`,
    );
    return `nobody can go on: ${who.join(', ')}`;
  }
  if (ending.kind === 'too-long') return endless(turns);
  if (!final)
    return `the accounts cannot be read afterwards: ${unreadable ?? 'something was left locked'}`;
  return undefined;
}

/** Whoever does nothing but the same few things again does not come to an end by itself. */
function endless(turns: readonly Turn[]): string | undefined {
  const last = turns.slice(-100);
  const client = last[0]?.client;
  const different = new Set(last.map(({ text }) => text)).size;
  if (last.length < 100 || different > 12 || last.some((turn) => turn.client !== client))
    return undefined;
  return `client ${client} goes on without end: all of its last 100 operations are among the same ${different}`;
}

/**
 * Somebody waits for a client that is paused. A client that has changed something in its open
 * transaction may keep others waiting: they could not know whether the change will stay.
 */
function delayedByPaused({ race, turns }: Evidence): string | undefined {
  if (race.pausedMayDelay !== false) return undefined;
  const pause = turns.find(({ move }) => move.fault === 'pause');
  if (!pause) return undefined;
  const own = turns.slice(0, pause.index).filter(({ client }) => client === pause.client);
  const begun = own.findLastIndex(({ sql }) => isOneOf(bounds, sql));
  if (own.slice(begun + 1).some(({ sql }) => isOneOf(changes, sql))) return undefined;
  const resumed = turns.find(({ index, client }) => index > pause.index && client === pause.client);
  const delayed = turns
    .slice(pause.index, resumed?.index)
    .find(({ outcome, waitsFor }) => outcome === 'waiting' && waitsFor.includes(pause.client));
  return (
    delayed &&
    `${delayed.client} has to wait for ${pause.client}, which is paused and has changed nothing`
  );
}

/** Where transactions begin and end. */
const bounds: readonly SqlVerb[] = ['begin', 'commit', 'rollback'];
const changes: readonly SqlVerb[] = ['insert', 'update', 'delete'];

function isOneOf(verbs: readonly SqlVerb[], sql: SqlSummary | undefined): boolean {
  return sql !== undefined && verbs.includes(sql.verb);
}

/** Whoever is answered has ended its transaction: else its connection and its locks are lost to the others. */
function leftOpen({ openTransactions = [], begunAt = () => '' }: Evidence): string | undefined {
  const [client] = openTransactions;
  return (
    client &&
    `client ${client} has left a transaction open${begunAt(client)}: nobody else can use its connection, or what it has locked`
  );
}

function tooManyReads({ race, turns }: Evidence): string | undefined {
  if (race.databaseReads === undefined) return undefined;
  const reads = turns.filter(({ sql }) => sql?.verb === 'select' && sql.tables.length > 0).length;
  return reads > race.databaseReads
    ? `the database was read ${reads} times, and ${race.databaseReads} would have been enough`
    : undefined;
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
  const given = [
    ...beginning,
    ...exchanges.flatMap(({ call, answer }) =>
      call.kind === 'open' && answer && succeeded(answer) ? [answer.body as Account] : [],
    ),
  ];
  const owners = new Map<number, string>();
  for (const { id, owner } of [...given, ...final]) {
    const other = owners.get(id);
    if (other !== undefined && other !== owner)
      return `${other} and ${owner} were both given the id ${id}`;
    owners.set(id, owner);
  }
  return undefined;
}

/** What each accepted request adds to an account. */
function entries({
  call,
  answer,
}: Exchange): readonly { owner: string; amount: number; text: string }[] {
  if (answer && !succeeded(answer)) return [];
  switch (call.kind) {
    case 'deposit':
      return [{ owner: call.account, amount: call.amount, text: `+ ${call.amount}` }];
    case 'withdraw':
      return [{ owner: call.account, amount: -call.amount, text: `− ${call.amount}` }];
    case 'transfer':
      return [
        { owner: call.from, amount: -call.amount, text: `− ${call.amount}` },
        { owner: call.to, amount: call.amount, text: `+ ${call.amount}` },
      ];
    default:
      return [];
  }
}

/** Each account by itself: a constant sum alone would let money move to the wrong one. */
function wrongLedger({ beginning, exchanges, final = [] }: Evidence): string | undefined {
  const certain = exchanges.filter(({ answer }) => answer);
  const uncertain = exchanges.filter(({ answer }) => !answer);
  const subsets: Exchange[][] = [[]];
  for (const one of uncertain) subsets.push(...subsets.map((set) => [...set, one]));
  const opened = certain.flatMap(({ call, answer }) =>
    call.kind === 'open' && answer && succeeded(answer) ? [answer.body as Account] : [],
  );
  const closed = new Set(
    exchanges.flatMap(({ call, answer }) =>
      call.kind === 'close' && (!answer || succeeded(answer)) ? [call.account] : [],
    ),
  );
  const accounts = [...beginning, ...opened];
  const expected = (owner: string, done: readonly Exchange[]) =>
    (accounts.find((account) => account.owner === owner)?.balance ?? 0) +
    done
      .flatMap(entries)
      .filter((entry) => entry.owner === owner)
      .reduce((sum, { amount }) => sum + amount, 0);
  const held = (owner: string) => final.find((account) => account.owner === owner)?.balance;
  const wrong = (done: readonly Exchange[]) =>
    accounts.filter(
      ({ owner }) =>
        held(owner) !== expected(owner, done) &&
        !(closed.has(owner) && held(owner) === undefined && expected(owner, done) === 0),
    );
  if (subsets.some((subset) => wrong([...certain, ...subset]).length === 0)) return undefined;
  const [account] = wrong(certain);
  if (!account) return undefined;
  const { owner, balance } = account;
  const terms = certain
    .flatMap(entries)
    .filter((entry) => entry.owner === owner)
    .map(({ text }) => text);
  const sum = `${[balance, ...terms].join(' ')} = ${expected(owner, certain)}`;
  const unsure =
    uncertain.length > 0
      ? ', and neither would any outcome of the request that the crash cut off explain it'
      : '';
  const now =
    held(owner) === undefined ? 'the account is gone' : `the account holds ${held(owner)}`;
  return `${owner}: ${sum}, but ${now}${unsure}`;
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
  if (explain({ accounts: beginning }, exchanges, final, race.mayGiveUp ?? false)) return undefined;
  const answers = exchanges
    .map(({ client, answer }) => `${client}: ${shortAnswer(answer)}`)
    .join(', ');
  const holds = final.map(({ owner, balance }) => `${owner} ${balance}`).join(', ');
  return `no one-at-a-time order of the requests explains the answers (${answers}) together with the end (${holds})`;
}
