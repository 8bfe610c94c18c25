import { setTimeout as delay } from 'node:timers/promises';
import { deposit, find } from '@workbook/course';
import type pg from 'pg';
import { type Finding, fails, holds, open } from './behaviour.ts';
import { canHaveGate, type Gate, openGate } from './gate.ts';
import { type Ground, whatCame } from './ground.ts';
import type { RequestLine, Service } from './service.ts';

/** How often a server is asked for what may come in a moment. */
const looks = 50;

/** No more connections than the pool may have, whatever number of requests come at once. */
export async function keepsPoolSize(ground: Ground): Promise<Finding> {
  const { poolSize } = ground.resources().postgres;
  const clients = 'ABCDEFGH'.slice(0, poolSize + 2).split('');
  await using stage = await ground.stage({
    accounts: { ann: 100 },
    instances: 1,
    clients: Object.fromEntries(clients.map((client) => [client, find('ann')])),
  });
  // Each that stands before a statement has a connection to send it by.
  const { next } = await stage.after(clients.join(''));
  const connections = next.filter(({ kind }) => kind === 'sql').length;
  if (connections <= poolSize) return holds;
  return fails(
    `expected ${poolSize} connections at most with a poolSize of ${poolSize}, and ${connections} requests had one each`,
  );
}

/** More clients than connections change accounts at once, one each: all are served in the end. */
export async function servesMoreThanPool(ground: Ground): Promise<Finding> {
  const { poolSize } = ground.resources().postgres;
  const clients = 'ABCDEFGH'.slice(0, poolSize + 2).split('');
  await using stage = await ground.stage({
    accounts: Object.fromEntries(clients.map((client) => [`owner ${client}`, 100])),
    instances: 1,
    clients: Object.fromEntries(clients.map((client) => [client, deposit(`owner ${client}`, 50)])),
    patientTimers: true,
  });
  // All of them have come before the first one goes on.
  const { detail } = await stage.run(clients.join(''));
  const served = detail.exchanges.filter(({ answer }) => answer?.status === 200).length;
  if (served === clients.length) return holds;
  return fails(
    `expected that ${clients.length} deposits at once are all answered 200 with a poolSize of ${poolSize}, and ${served} were`,
  );
}

/** An instance that is closed leaves no connection behind. */
export async function closesConnections(ground: Ground): Promise<Finding> {
  const service = await ground.start();
  await service.open('ann', 100);
  return await closesAll(ground, service);
}

/** The same of the only instance that still has connections. */
export async function closesAll(ground: Ground, service: Service): Promise<Finding> {
  const session = await ground.session();
  const closed = await ground.patiently(service.close().then(() => true));
  if (!closed)
    return fails(
      'expected that [Symbol.asyncDispose] closes the pool, and it did not come to its end',
    );
  // The server takes a moment to notice.
  for (let look = 0; look < looks; look += 1) {
    if ((await sessionsIn(session)) === 0) return holds;
    await delay(20);
  }
  const left = await sessionsIn(session);
  return fails(
    `expected that [Symbol.asyncDispose] closes all connections, and ${left} ${left === 1 ? 'is' : 'are'} left`,
  );
}

/** What is asked of a database that cannot be reached is answered 503, and does not end the process. */
export async function refusesWithoutDatabase(ground: Ground): Promise<Finding> {
  const behindGate = await startBehindGate(ground);
  if (!behindGate) return open(noGate);
  return await refusesBehind(ground, behindGate);
}

/** An instance, and the gate that its way to the database leads through. */
export interface BehindGate {
  readonly service: Service;
  readonly gate: Gate;
}

/** Why there may be no gate. */
export const noGate = 'the way to this database cannot be cut: it is no plain TCP';

/** Starts an instance behind a gate; undefined where there can be none. */
export async function startBehindGate(ground: Ground): Promise<BehindGate | undefined> {
  const url = ground.urls.postgresUrl ?? '';
  if (!canHaveGate(url)) return undefined;
  const gate = await openGate(url);
  ground.defer(() => gate.shut());
  return { gate, service: await ground.start({ postgres: { url: gate.url } }) };
}

/** Shuts the gate, and asks the instance behind it. */
export async function refusesBehind(
  ground: Ground,
  { service, gate }: BehindGate,
): Promise<Finding> {
  const ann = await service.open('ann', 100);
  const deaths: unknown[] = [];
  const die = (error: unknown) => deaths.push(error);
  process.on('uncaughtException', die);
  ground.defer(() => process.off('uncaughtException', die));
  gate.shut();
  const requests: readonly (readonly [RequestLine, object?])[] = [
    [`GET /accounts/${ann}`],
    [`POST /accounts/${ann}/deposits`, { amount: 1 }],
  ];
  for (const [request, payload] of requests) {
    const answer = await ground.patiently(service.ask(request, payload));
    if (answer?.status === 503) continue;
    return fails(
      `expected that ${request} is answered 503 while the database is away, and ${whatCame(answer)}`,
    );
  }
  if (deaths.length === 0) return holds;
  return fails(
    `expected that the service lives on when the database goes away, and an error without a handler ends its process: ${(deaths[0] as Error).message}`,
  );
}

/** How many sessions the code under test has. */
async function sessionsIn(session: pg.Client): Promise<number> {
  const { rows } = await session.query<{ count: number }>(
    `select count(*)::int from pg_stat_activity where datname = current_database()
     and backend_type = 'client backend' and application_name not like 'workbook %'`,
  );
  return rows[0]?.count ?? 0;
}
