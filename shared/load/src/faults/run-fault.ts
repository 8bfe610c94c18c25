import { setTimeout as delay } from 'node:timers/promises';
import { balancesAt, openPairs } from '../traffic/bank-client.ts';
import { type Call, type CallAnswer, fire } from '../traffic/fire.ts';
import type { Entry, Pair } from '../traffic/ledger.ts';
import { opening, Traffic } from '../traffic/traffic.ts';
import { type Fault, PoolTooSmall, type Target } from './faults.ts';

/** Enough for the pool and a queue behind it. Each has a pair of accounts for itself. */
export const connections = 30;
/** The connections whose accounts a fault may lock: more than the pool has, not all there are. */
const lockedConnections = 15;
/** Every so often a connection reads an account instead of moving money: reads meet faults too. */
const readEvery = 4;
/** How long all goes well before something breaks. */
const calmMs = 300;
/** How long an answer may take. No step waits this long for anything: it would be for ever. */
export const timeoutMs = 15_000;
/** How long a server has to recover by itself. */
const recoveryTimeoutMs = 15_000;
/** What each connection asks for when all is well again. */
const afterwardsEach = 6;

/** One request under a fault. Times are in milliseconds of the run. */
export interface Asked extends Call {
  readonly pair: Pair;
  /** Its line in the ledger, unless it is a read. */
  readonly entry?: Entry;
  readonly sentMs: number;
  answer?: { readonly status: number; readonly atMs: number };
}

/** What happened around one fault. */
export interface FaultRun {
  readonly pairs: readonly Pair[];
  /** What was asked for until the server had recovered. */
  readonly during: readonly Asked[];
  /** What was asked for then: all of it has to be answered 200. */
  readonly afterwards: readonly Asked[];
  /** Connections of a client that broke, answers that never came. */
  readonly troubles: readonly string[];
  readonly struckMs: number;
  /** When the last connection to the database was broken, where the fault breaks them. */
  readonly cutMs: number;
  readonly overMs: number;
  /** When the last connection was served again, or nothing when one never was. */
  readonly servedMs: number | undefined;
  readonly found: ReadonlyMap<number, number>;
}

/** Strikes a server in the middle of its work, and goes on asking until it serves every connection again. */
export async function runFault(
  url: string,
  fault: Fault,
  target: Omit<Target, 'lockable'>,
): Promise<FaultRun> {
  const pairs = await openPairs(url, connections, opening);
  const lockable = pairs.slice(0, lockedConnections).flatMap(({ payer, payee }) => [payer, payee]);
  const during: Asked[] = [];
  const served = new Set<number>();
  let overMs = Number.POSITIVE_INFINITY;
  let servedMs: number | undefined;
  let isEnough = false;

  const questions = questionsFor(pairs);
  const load = fire<Asked & { connection: number }>({
    urls: [url],
    connections,
    timeoutMs,
    next: (connection) => {
      if (isEnough) return undefined;
      const asked = { ...questions(connection), connection };
      during.push(asked);
      return asked;
    },
    onAnswer: ({ call, status }) => {
      note(call, status);
      if (status !== 200 || call.sentMs < overMs) return;
      served.add(call.connection);
      if (served.size < connections) return;
      servedMs ??= performance.now();
      isEnough = true;
    },
  });

  await delay(calmMs);
  const struckMs = performance.now();
  try {
    const struck = await strike(fault, { ...target, lockable });
    overMs = performance.now();
    const impatience = setTimeout(() => {
      isEnough = true;
    }, recoveryTimeoutMs);
    const troubles = [...struck.troubles, ...(await load.ended)];
    clearTimeout(impatience);
    const afterwards = await askAfterwards(url, pairs);
    return {
      ...{ pairs, during, struckMs, cutMs: struck.cutMs ?? struckMs, overMs, servedMs },
      afterwards: afterwards.asked,
      troubles: [...troubles, ...afterwards.troubles],
      found: await balancesAt(url),
    };
  } finally {
    load.cut();
  }
}

async function strike(fault: Fault, target: Target) {
  const troubles: string[] = [];
  let cutMs: number | undefined;
  try {
    await fault.strike(target, () => {
      cutMs = performance.now();
    });
  } catch (error) {
    // The step's own doing; whatever else is thrown here is that of the servers.
    if (!(error instanceof PoolTooSmall)) throw error;
    troubles.push(error.message);
  }
  return { troubles, cutMs };
}

async function askAfterwards(url: string, pairs: readonly Pair[]) {
  const asked: Asked[] = [];
  const questions = questionsFor(pairs);
  const sent = new Map<number, number>();
  const load = fire<Asked>({
    urls: [url],
    connections,
    timeoutMs,
    next: (connection) => {
      const count = sent.get(connection) ?? 0;
      if (count === afterwardsEach) return undefined;
      sent.set(connection, count + 1);
      const question = questions(connection);
      asked.push(question);
      return question;
    },
    onAnswer: ({ call, status }: CallAnswer<Asked>) => note(call, status),
  });
  return { asked, troubles: await load.ended };
}

/** What each connection asks for next: money is moved between its own two accounts, and some read. */
function questionsFor(pairs: readonly Pair[]): (connection: number) => Asked {
  const pairOf = (connection: number) => pairs[connection % pairs.length] ?? { payer: 0, payee: 0 };
  const traffic = new Traffic(Number.MAX_SAFE_INTEGER, (_round, connection) => pairOf(connection));
  let number = 0;
  return (connection) => {
    number += 1;
    const sentMs = performance.now();
    const pair = pairOf(connection);
    const money = number % readEvery === 0 ? undefined : traffic.next(connection);
    return money
      ? { ...money, sentMs }
      : { method: 'GET', path: `/accounts/${pair.payer}`, pair, sentMs };
  };
}

function note(asked: Asked, status: number): void {
  asked.answer = { status, atMs: performance.now() };
}
