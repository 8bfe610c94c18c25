import { checkDisk } from '../control/files/disk-trouble.ts';
import { endedSession, serverTrouble } from '../control/postgres/server-errors.ts';
import { realNowMs } from '../control/real-time.ts';
import { ExplorationError, LeftToChance, Undecided } from '../model/errors.ts';
import { type Footprint, lockedBy, mayDo, meet } from '../model/footprint.ts';
import type { Operation, Reply } from '../model/operation.ts';
import type { Turn } from '../model/run-record.ts';
import { lacks } from '../model/server-trouble.ts';

/** The operations that were sent and whose reply was not delivered yet. */
export class InFlight implements Iterable<Sent> {
  readonly #sent: Sent[] = [];
  /** An operation that got its locks before another one that had queued for them earlier. */
  #overtaking: { readonly first: Sent; readonly earlier: Sent } | undefined;

  [Symbol.iterator](): Iterator<Sent> {
    return this.#sent[Symbol.iterator]();
  }

  get size(): number {
    return this.#sent.length;
  }

  add(launch: Pick<Sent, 'operation' | 'client' | 'instance' | 'launchedAt'>): Sent {
    const sent = {
      ...launch,
      launchedMs: realNowMs(),
      footprint: launch.operation.footprint(),
    };
    this.#sent.push(sent);
    return sent;
  }

  remove(sent: Sent): void {
    this.#sent.splice(this.#sent.indexOf(sent), 1);
  }

  has(sent: Sent): boolean {
    return this.#sent.includes(sent);
  }

  /** A client's operation. */
  of(client: string): Sent | undefined {
    return this.#sent.find((sent) => sent.client === client);
  }

  /** The operation that was sent in this turn. */
  launchedAt(turn: number): Sent | undefined {
    return this.#sent.find(({ launchedAt }) => launchedAt === turn);
  }

  /** A reply has arrived. It stays here until it is delivered. */
  replied(sent: Sent, reply: Reply): void {
    const earlier = reply.error ? undefined : this.#sent.find((other) => overtakes(sent, other));
    if (earlier) this.#overtaking ??= { first: sent, earlier };
    sent.reply = reply;
  }

  /** Whether a reply has arrived that was not delivered yet. */
  get hasReply(): boolean {
    return this.#sent.some(({ reply }) => reply !== undefined);
  }

  /** Whose reply is delivered next: first that of the operation of this turn, then by the clients' names. */
  nextReplied(turn: number): Sent | undefined {
    const isOf = ({ launchedAt }: Sent) => Number(launchedAt === turn);
    return this.#sent
      .filter(({ reply }) => reply !== undefined)
      .sort((a, b) => isOf(b) - isOf(a) || (a.client < b.client ? -1 : 1))[0];
  }

  /** Throws `LeftToChance` when a lock went to a client that had queued later than another one. */
  checkForChance(): void {
    if (!this.#overtaking) return;
    const { first, earlier } = this.#overtaking;
    // One that still waits for others has not been overtaken: it stands in another queue.
    if (isBehind(first, earlier) || earlier.reply || isBehind(earlier, first))
      throw new LeftToChance(`client ${first.client} got its lock out of turn`);
  }

  /** Whether some operation waits for this client. */
  isWaitedFor(client: string): boolean {
    return this.#sent.some(({ waitsFor }) => waitsFor?.includes(client));
  }

  /**
   * The reply to an operation was delivered in this turn. Where it may have passed on locks, which client waits for
   * which must be asked anew: a client that got a lock may have got it from a victim whose own reply is still
   * on its way, and the end of a transaction that has only read gives back the locks of its tables.
   */
  forgetWaitsAfter({ operation, client, footprint, reply }: Sent, turn: Turn): void {
    const ended = operation.session?.open === false && this.isWaitedFor(client);
    const failed = reply?.error !== undefined;
    if (ended || failed || mayDo('release', turn.footprint) || mayDo('lock', footprint))
      this.forgetWaits();
  }

  /** Locks may have changed hands: which client waits for which must be asked anew. */
  forgetWaits(): void {
    for (const sent of this.#sent) delete sent.waitsFor;
  }

  /** The connections of a crashed instance are gone, and the replies with them. Returns what was sent and not answered. */
  drop(instance: number): readonly Sent[] {
    const { lost = [], left = [] } = Object.groupBy(this.#sent, (sent) =>
      sent.instance === instance ? 'lost' : 'left',
    );
    this.#sent.splice(0, this.#sent.length, ...left);
    this.forgetWaits();
    return lost;
  }
}

/**
 * Whether an operation gets its locks before another one that had queued for them earlier. When a changed row is
 * committed, PostgreSQL sends its first waiter on to the row's new version, and once in some
 * hundred times the second one is there before it. And who gives several rows back at once wakes those who wait for
 * each of them: one may be at the next row before another that has waited there. Which one goes first must not be left
 * to chance, and nothing is lost: there is a schedule in which the second one had queued first. The COMMIT
 * itself has not queued: its reply may come after that of a client that it lets go.
 */
function overtakes(first: Sent, other: Sent): boolean {
  if (other === first || !other.stoodBehind || other.reply) return false;
  const haveWaitedTogether = first.stoodBehind?.some((one) => other.stoodBehind?.includes(one));
  return (
    isBehind(first, other) ||
    (haveWaitedTogether === true &&
      other.launchedAt < first.launchedAt &&
      meet(lockedBy(first.footprint), lockedBy(other.footprint)))
  );
}

/** Whether an operation waits, or has waited last, for this one. */
function isBehind({ stoodBehind }: Sent, other: Sent): boolean {
  return stoodBehind?.includes(other.client) === true;
}

/**
 * Throws when a time limit of the server has ended a statement while some client could be let go, or while the statement
 * waited for no client at all, in the turn in which it was sent or in a later one; NOWAIT is refused by the same code, but at
 * once, and is no limit of time. Real time passes there, while the scheduler lets others go: on a busy machine, what would
 * have been short in life.
 */
export function checkForTimers(
  { client, operation, reply, launchedAt, outwaits }: Sent,
  turn: number,
  { takesChances = false }: { readonly takesChances?: boolean },
): void {
  const { code, message = '' } = reply?.error ?? {};
  const hasWaited = launchedAt !== turn;
  const isLimit =
    (code === '55P03' && (hasWaited || message.includes('timeout'))) ||
    (code === '57014' && message.includes('timeout'));
  if (!isLimit || outwaits) return;
  const what = `client ${client} waited in "${operation.text}" until a time limit of PostgreSQL was over: ${message}`;
  if (takesChances) throw new Undecided(`${what}. Real time passes there: raise the limit`);
  throw new LeftToChance(what);
}

/** Throws when a reply is none of the code's own doing: a time limit of PostgreSQL has come to its end, or Redis can do no work. */
export function checkReply(
  sent: Sent,
  turn: number,
  options: { readonly takesChances?: boolean },
): void {
  const { message = '' } = (sent.operation.kind === 'redis' && sent.reply?.error) || {};
  if (redisTrouble.test(message)) throw new ExplorationError(lacks('Redis', message));
  checkForTimers(sent, turn, options);
}

/**
 * Throws when PostgreSQL or the disk has said that it can do no work, whatever it is asked for, or when a time limit of
 * PostgreSQL has ended a session: real time passes there, while the scheduler lets others go.
 */
export function checkSessions(takesChances = false): void {
  const trouble = serverTrouble();
  if (trouble !== undefined) throw new ExplorationError(lacks('PostgreSQL', trouble));
  checkDisk();
  const ended = endedSession();
  if (!ended) return;
  const whose = ended.client === undefined ? 'a session' : `the session of client ${ended.client}`;
  const what = `PostgreSQL has ended ${whose} by ${ended.setting}: ${ended.message}`;
  if (takesChances) throw new Undecided(`${what}. Real time passes there: raise the limit`);
  throw new LeftToChance(what);
}

/** How Redis begins what it answers when its memory is full, it may not write, or it is not up yet. */
const redisTrouble =
  /^(OOM|READONLY|MISCONF|NOREPLICAS|LOADING|MASTERDOWN|CLUSTERDOWN|ERR max number of clients)\b/;

/** An operation that was sent and whose reply was not delivered yet. */
export interface Sent {
  readonly operation: Operation;
  readonly client: string;
  readonly instance: number;
  /** The turn in which it was sent. */
  readonly launchedAt: number;
  /** When it was sent, in real time. */
  readonly launchedMs: number;
  /** What it touched, as far as that was known when it was sent. */
  readonly footprint: Footprint;
  reply?: Reply;
  /** Whether its wait went on while no client could be let go: then in life, too, its time limit ends it. */
  outwaits?: boolean;
  /** The clients that it waits for, once that is known. */
  waitsFor?: readonly string[];
  /** The clients it last waited for. Those that are still waiting go first. */
  stoodBehind?: readonly string[];
}
