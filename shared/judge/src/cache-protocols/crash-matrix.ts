import {
  controlPostgres,
  controlRedis,
  type Fault,
  type JudgedRun,
  type PreparedRun,
  type PrepareOptions,
  parseSchedule,
  type RunRecord,
  replay,
  type Scenario,
  type Turn,
} from '@workbook/explorer';
import { shortOperation } from '../timeline/short-operation.ts';
import {
  closeStores,
  connectStores,
  type Protocol,
  type ProtocolUrls,
  type Writer,
} from './protocols.ts';

/** What one fault at one point of a protocol leaves behind. */
export interface CrashPoint {
  readonly fault: Fault | 'none';
  /** The operation that the fault strikes, and its number. */
  readonly at: number;
  readonly operation: string;
  /** What each client was told. */
  readonly answers: Readonly<Record<string, string>>;
  readonly database: number;
  readonly cache: number | null;
  /** Whether the database holds what the answers promise, and the cache the same or nothing. */
  readonly consistent: boolean;
  /** The cache, and whether all is well, when every key that can expire has expired. */
  readonly cacheAfterTtl: number | null;
  readonly consistentAfterTtl: boolean;
  /** The clients that had to wait for a row lock of the struck one while it was paused. */
  readonly waited: readonly string[];
  readonly schedule: string;
}

/** What crashes and pauses at every point of a cache protocol leave behind. */
export interface CrashMatrix {
  readonly protocol: string;
  readonly order: string;
  readonly claimed: string;
  /** One writer, who crashes. */
  readonly crashes: readonly CrashPoint[];
  /** Two writers, the first of whom is paused for a minute. */
  readonly pauses: readonly CrashPoint[];
}

/** All keys of these protocols that expire at all have expired after this time. */
const afterTtlMs = 60_000;
const opening = 100;
const amounts: Readonly<Record<string, number>> = { A: 40, B: 50 };

/**
 * Executes `protocol` with a crash before each of its operations and after each with its reply
 * lost, and with a second writer and a pause before each.
 */
export async function crashMatrix(protocol: Protocol, urls: ProtocolUrls): Promise<CrashMatrix> {
  controlPostgres();
  controlRedis();
  const alone = await measure(protocol, ['A'], 'A', urls);
  const length = alone.run.turns.length;
  const crashes: CrashPoint[] = [alone.point];
  for (let before = 1; before < length; before += 1) {
    for (const sign of ['-', '+']) {
      crashes.push((await measure(protocol, ['A'], `${'A'.repeat(before)}A${sign}`, urls)).point);
    }
  }
  const pauses: CrashPoint[] = [];
  for (let before = 1; before < length; before += 1) {
    pauses.push((await measure(protocol, ['A', 'B'], `${'A'.repeat(before)}A~`, urls)).point);
  }
  const { name, order, claimed } = protocol;
  return { protocol: name, order, claimed, crashes, pauses };
}

async function measure(
  protocol: Protocol,
  clients: readonly string[],
  schedule: string,
  urls: ProtocolUrls,
) {
  const scenario = new ProtocolScenario(protocol, clients, urls);
  try {
    const run = await replay(scenario, parseSchedule(schedule), {
      ...urls,
      patientTimers: true,
      pauseMs: 60_000,
    });
    return { run, point: pointOf(run) };
  } finally {
    await scenario.close();
  }
}

interface Left {
  readonly answers: Readonly<Record<string, string>>;
  readonly database: number;
  readonly cache: number | null;
  readonly cacheAfterTtl: number | null;
}

function pointOf(run: JudgedRun<Left>): CrashPoint {
  const { answers, database, cache, cacheAfterTtl } = run.detail;
  const struck = run.turns.find(({ move }) => move.fault);
  const promised = Object.entries(answers).map(([client, answer]) => ({
    amount: amounts[client] ?? 0,
    answer,
  }));
  const certain = promised
    .filter(({ answer }) => answer === 'done')
    .reduce((sum, { amount }) => sum + amount, 0);
  const unknown = promised
    .filter(({ answer }) => answer === 'no answer')
    .map(({ amount }) => amount);
  const rightDatabase = [0, ...unknown].some((amount) => database === opening - certain - amount);
  const right = (cached: number | null) =>
    rightDatabase && (cached === null || cached === database);
  return {
    fault: struck?.move.fault ?? 'none',
    at: struck?.index ?? run.turns.length,
    operation: struck ? shortOperation(struck.kind, struck.text) : 'the end',
    answers,
    database,
    cache,
    consistent: right(cache),
    cacheAfterTtl,
    consistentAfterTtl: right(cacheAfterTtl),
    waited: struck ? waitedFor(struck, run.turns) : [],
    schedule: run.text,
  };
}

function waitedFor({ index, client, move }: Turn, turns: readonly Turn[]): string[] {
  if (move.fault !== 'pause') return [];
  const waited = turns.filter(
    (turn) => turn.index > index && turn.outcome === 'waiting' && turn.waitsFor.includes(client),
  );
  return [...new Set(waited.map((turn) => turn.client))];
}

class ProtocolScenario implements Scenario<Left> {
  readonly #protocol: Protocol;
  readonly #clients: readonly string[];
  readonly #urls: ProtocolUrls;
  readonly #close: (() => Promise<void>)[] = [];

  constructor(protocol: Protocol, clients: readonly string[], urls: ProtocolUrls) {
    this.#protocol = protocol;
    this.#clients = clients;
    this.#urls = urls;
  }

  async prepare({ as }: PrepareOptions): Promise<PreparedRun<Left>> {
    const own = await connectStores(this.#urls);
    this.#close.push(() => closeStores(own));
    await own.cache.flushDb();
    await this.#protocol.prepare(own, this.#urls, opening);
    const writers: Writer[] = [];
    for (const instance of this.#clients.keys()) {
      writers.push(await as(instance, () => this.#protocol.open(this.#urls)));
    }
    return {
      clients: this.#clients.map((name, instance) => ({
        name,
        instance,
        label: `withdraw ${amounts[name]}`,
        run: async () => writers[instance]?.withdraw(amounts[name] ?? 0),
      })),
      judge: async (run, { passTime }) => {
        // A writer that has crashed would wait for itself; its connections are gone already.
        writers.forEach((writer, instance) => {
          if (!run.crashedInstances.includes(instance)) this.#close.push(() => writer.close());
        });
        const answers = Object.fromEntries(
          this.#clients.map((name) => [name, answerOf(run, name)]),
        );
        const { rows } = await own.database.query('select balance from account where id = 1');
        const cache = numberOf(await own.cache.get('account:1'));
        await passTime(afterTtlMs);
        const cacheAfterTtl = numberOf(await own.cache.get('account:1'));
        const left: Left = { answers, database: Number(rows[0].balance), cache, cacheAfterTtl };
        return { outcome: JSON.stringify(left), detail: left };
      },
    };
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#close.map((close) => close()));
  }
}

function answerOf({ results }: RunRecord, client: string): string {
  if (!results.has(client)) return 'no answer';
  return results.get(client) === true ? 'done' : 'refused';
}

function numberOf(text: string | null): number | null {
  if (text === null) return null;
  const parsed: unknown = JSON.parse(text);
  return typeof parsed === 'number' ? parsed : ((parsed as { balance?: number }).balance ?? null);
}
