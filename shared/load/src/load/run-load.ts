import type { StepCopy, StepServer } from '../step/step-server.ts';
import { balancesAt, openPairs } from '../traffic/bank-client.ts';
import { type CallAnswer, fire } from '../traffic/fire.ts';
import type { Pair } from '../traffic/ledger.ts';
import { type MoneyCall, opening, outcomeOf, Traffic } from '../traffic/traffic.ts';
import type { LoadPlan } from './plan.ts';

/** How many connections each process has. */
export const connectionsEach = 50;
/** Few enough for a hundred connections to meet all the time. */
const sharedPairs = 20;

/** What happened under load. */
export interface LoadRun {
  readonly pairs: readonly Pair[];
  readonly calls: readonly MoneyCall[];
  /** Each answer that is neither 200 nor a refusal, and each connection that broke by itself. */
  readonly troubles: readonly string[];
  /** What each process says at the end that the accounts hold. */
  readonly found: readonly ReadonlyMap<number, number>[];
  /** How many accounts are still there after a restart at the end, where the plan has one. */
  readonly afterRestart: number | undefined;
  readonly durationMs: number;
}

/**
 * Puts a step under load: `requests` requests to each of its processes. Where one must be killed,
 * it is the last, when it has answered half of them. It is started again, and gets the rest.
 */
export async function runLoad(
  copy: StepCopy,
  { processes, accounts, kill }: LoadPlan,
  requests: number,
): Promise<LoadRun> {
  const servers: StepServer[] = [];
  while (servers.length < processes) servers.push(await copy.start());
  const [first] = servers;
  if (!first) throw new RangeError('a load needs a process');
  const pairCount = accounts === 'shared' ? sharedPairs : processes * connectionsEach;
  const pairs = await openPairs(first.url, pairCount, opening);

  const beganMs = performance.now();
  const loads = servers.map((server, i) => {
    const choosePair = (round: number, connection: number) =>
      accounts === 'shared' ? round : i * connectionsEach + connection;
    const traffic = new Traffic(requests, (round, connection) =>
      pairAt(pairs, choosePair(round, connection)),
    );
    const isVictim = kill === 'halfway' && i === servers.length - 1;
    return { traffic, ...(isVictim ? loadAndKill(copy, server, traffic) : load(server, traffic)) };
  });
  const troubles = (await Promise.all(loads.map(({ ended }) => ended))).flat();
  const durationMs = performance.now() - beganMs;
  const atLast = await Promise.all(loads.map(({ server }) => server));
  const found = await Promise.all(atLast.map(({ url }) => balancesAt(url)));
  const afterRestart = kill === 'at the end' ? await accountsAfterRestart(copy, atLast) : undefined;
  const calls = loads.flatMap(({ traffic }) => traffic.calls);
  return { pairs, calls, troubles, found, afterRestart, durationMs };
}

async function accountsAfterRestart(copy: StepCopy, servers: StepServer[]): Promise<number> {
  await Promise.all(servers.map((server) => server.kill()));
  const { url } = await copy.start();
  return (await balancesAt(url)).size;
}

/** A load together with the server that has it in the end. */
interface ServerLoad {
  readonly ended: Promise<readonly string[]>;
  readonly server: Promise<StepServer>;
}

function load(server: StepServer, traffic: Traffic): ServerLoad {
  const defects: string[] = [];
  const { ended } = fireAt(server, traffic, (answer) => note(answer, defects));
  return { ended: all(ended, defects), server: Promise.resolve(server) };
}

function loadAndKill(copy: StepCopy, server: StepServer, traffic: Traffic): ServerLoad {
  const defects: string[] = [];
  const { promise: killed, resolve: onKilled } = Promise.withResolvers<void>();
  const half = Math.floor(traffic.total / 2);
  let answered = 0;
  const before = fireAt(server, traffic, (answer) => {
    note(answer, defects);
    answered += 1;
    if (answered !== half) return;
    // In this order: what is in flight is in the middle of its work when the process is gone.
    server.kill().then(onKilled, onKilled);
    before.cut();
  });
  const restart = async () => {
    await Promise.race([killed, before.ended]);
    return copy.start();
  };
  const restarted = restart();
  const rest = async () => {
    const { ended } = fireAt(await restarted, traffic, (answer) => note(answer, defects));
    return [...(await before.ended), ...(await ended)];
  };
  return { ended: all(rest(), defects), server: restarted };
}

function fireAt(
  server: StepServer,
  traffic: Traffic,
  onAnswer: (answer: CallAnswer<MoneyCall>) => void,
) {
  const next = (connection: number) => traffic.next(connection);
  return fire({ urls: [server.url], connections: connectionsEach, next, onAnswer });
}

/** Enters an answer into the ledger. */
function note({ call, status }: CallAnswer<MoneyCall>, defects: string[]): void {
  call.entry.outcome = outcomeOf(status);
  if (call.entry.outcome === 'failed') defects.push(`${call.method} ${call.path} → ${status}`);
}

async function all(ended: Promise<readonly string[]>, defects: string[]): Promise<string[]> {
  return [...(await ended), ...defects];
}

function pairAt(pairs: readonly Pair[], index: number): Pair {
  const pair = pairs[index % pairs.length];
  if (!pair) throw new RangeError('there are no accounts');
  return pair;
}
