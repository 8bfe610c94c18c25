import type { Repeating, SqlSummary, SqlVerb, Waiting } from '@workbook/explorer';
import type { Evidence } from './evidence.ts';
import { isDefect } from './history.ts';
import type { Violation } from './violation.ts';

/** The clients do not come to an end, or a request after them does not. */
export function hangs(evidence: Evidence): string | undefined {
  const { ending, exchanges, final, unreadable, lastSeen = () => '' } = evidence;
  if (ending.kind === 'stuck')
    return `no client can go on: ${ending.waiting.map((one) => waitOf(one, lastSeen)).join(', ')}`;
  if (ending.kind === 'endless') return ending.repeating.map(endless).join(', and ');
  if (final) return undefined;
  const cause = leftOpen(evidence);
  // A client of the run was answered 500 as well: that comes first, and has its reason.
  if (
    cause === undefined &&
    unreadable !== undefined &&
    exchanges.some(({ answer }) => isDefect(answer))
  )
    return undefined;
  const effect = `the accounts cannot be read afterwards: ${unreadable ?? 'something was left locked'}`;
  return cause === undefined ? effect : `${cause}; ${effect}`;
}

/** What else is known of clients that do not come to an end, or of a request after them that does not. */
export function causeOfHang({
  ending,
  final,
  openTransactions: [client] = [],
}: Evidence): Pick<Violation, 'leftOpen' | 'isNoticedAfterwards'> {
  if (final || ending.kind === 'stuck' || ending.kind === 'endless') return {};
  return client === undefined ? { isNoticedAfterwards: true } : { leftOpen: client };
}

/** `A waits for B in "commit"`. */
function waitOf(
  { client, for: holders, operation }: Waiting,
  lastSeen: (client: string) => string,
): string {
  if (holders.length === 0) return `${client} waits inside the process${lastSeen(client)}`;
  return `${client} waits for ${namesOf(holders, client)}${operation ? ` in "${operation}"` : ''}`;
}

/** Those that a client waits for. */
function namesOf(holders: readonly string[], client: string): string {
  const names = holders.map((one) => (one === client ? 'another connection of its own' : one));
  return names.join(' and ');
}

/** What a client had waited for, in vain, when it was refused: `, after it had waited for B`. */
export function waitedInVain({ turns }: Pick<Evidence, 'turns'>, client: string): string {
  const wait = turns.findLast(
    (turn) => turn.client === client && turn.waitsFor.length > 0 && turn.reply?.error,
  );
  return wait ? `, after it had waited for ${namesOf(wait.waitsFor, client)} in vain` : '';
}

/** A client that only repeats a few operations does not come to an end by itself. */
function endless({ client, operations, of }: Repeating): string {
  return `client ${client} never finishes: its last ${of} operations repeat the same ${operations}`;
}

/**
 * A client waits for one that is paused. One that has changed something in its open transaction may
 * keep others waiting: they could not know whether the change will stay.
 */
export function delayedByPaused({ race, turns }: Evidence): string | undefined {
  if (race.pausedMayDelay !== false) return undefined;
  const pause = turns.find(({ move }) => move.fault === 'pause');
  if (!pause) return undefined;
  const own = turns.slice(0, pause.index).filter(({ client }) => client === pause.client);
  const begun = own.findLastIndex(({ sql }) => isOneOf(bounds, sql));
  if (own.slice(begun + 1).some(({ sql }) => sql?.mayChange)) return undefined;
  const resumed = turns.find(({ index, client }) => index > pause.index && client === pause.client);
  const delayed = turns
    .slice(pause.index, resumed?.index)
    .find(({ outcome, waitsFor }) => outcome === 'waiting' && waitsFor.includes(pause.client));
  return (
    delayed &&
    `${delayed.client} has to wait for ${pause.client}, which is paused and has changed nothing`
  );
}

/** A client that was answered has not ended its transaction. */
export function leftOpen({
  openTransactions = [],
  begunAt = () => '',
}: Evidence): string | undefined {
  const [client] = openTransactions;
  return (
    client &&
    `client ${client} has left a transaction open${begunAt(client)}: its connection, and what it has locked, are lost to all other requests`
  );
}

/** Where transactions begin and end. */
const bounds: readonly SqlVerb[] = ['begin', 'commit', 'rollback'];

function isOneOf(verbs: readonly SqlVerb[], sql: SqlSummary | undefined): boolean {
  return sql !== undefined && verbs.includes(sql.verb);
}
