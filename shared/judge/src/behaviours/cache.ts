import { close, deposit, find, list, type Request, transfer, withdraw } from '@workbook/course';
import type { Account } from '@workbook/domain';
import { redisConnection } from '@workbook/explorer/redis-connection';
import type { Answer } from '../verdict/history.ts';
import { SetUpFailed } from '../world/set-up-failed.ts';
import { type Finding, fails, holds, open } from './behaviour.ts';
import { nowhere } from './gate.ts';
import { type Ground, whatCame } from './ground.ts';
import type { RequestLine, Service } from './service.ts';

/** An instance that finds no Redis at its address; undefined when it does not start. */
async function withoutRedis(ground: Ground): Promise<Service | undefined> {
  const url = await nowhere(ground.urls.redisUrl ?? '');
  try {
    return await ground.patiently(ground.start({ redis: { url } }));
  } catch (error) {
    if (error instanceof SetUpFailed) return undefined;
    throw error;
  }
}

/** The service starts where there is no Redis, reads and changes. */
export async function startsWithoutRedis(ground: Ground): Promise<Finding> {
  const service = await withoutRedis(ground);
  if (!service) return fails('expected that it starts where there is no Redis, and it does not');
  const ann = await service.open('ann', 100);
  const requests: readonly (readonly [RequestLine, object?])[] = [
    [`GET /accounts/${ann}`],
    [`POST /accounts/${ann}/deposits`, { amount: 1 }],
  ];
  for (const [request, payload] of requests) {
    const answer = await ground.patiently(service.ask(request, payload));
    if (answer?.status === 200) continue;
    return fails(
      `expected that ${request} is answered 200 where there is no Redis, and ${whatCame(answer)}`,
    );
  }
  return holds;
}

/**
 * A change looks at the balance in the database, whatever the cache says. An instance that has moved 80 crashes before
 * it can tell the cache. All of it happens in the explorer's time: no value runs out, and no Redis is too slow.
 */
export async function decidesOnDatabase(ground: Ground): Promise<Finding> {
  const [withdrawal, closing] = await changesBehindCache(ground, [
    withdraw('ann', 50),
    close('bob'),
  ]);
  if (withdrawal && withdrawal.status !== 409)
    return fails(
      `expected that 50 are refused with 409 where the database has 20 and the cache still says 100, and that was answered ${withdrawal.status}`,
    );
  if (closing && closing.status !== 409)
    return fails(
      `expected that a closing is refused with 409 where the database has 80 and the cache still says 0, and that was answered ${closing.status}`,
    );
  const [deposited, paid] = await changesBehindCache(ground, [
    deposit('ann', 10),
    withdraw('bob', 50),
  ]);
  const { balance } = (deposited?.body ?? {}) as { balance?: number };
  if (deposited && balance !== 30)
    return fails(
      `expected a balance of 30 after a deposit of 10 to the 20 in the database, and it is ${balance}`,
    );
  if (!paid || paid.status === 200) return holds;
  return fails(
    `expected that 50 are paid out where the database has 80 and the cache still says 0, and that was answered ${paid.status}`,
  );
}

/**
 * What changes by another instance are answered once the 80 are with bob in the database, and the cache does not know
 * it; none when no crash leaves that behind.
 */
async function changesBehindCache(
  ground: Ground,
  changes: readonly Request[],
): Promise<readonly (Answer | undefined)[]> {
  await using stage = await ground.stage({
    accounts: { ann: 100, bob: 0 },
    instances: 2,
    clients: {
      A: [find('ann'), find('bob')],
      B: transfer('ann', 'bob', 80),
      C: [list(), ...changes],
    },
    faults: ['crash-after'],
    patientTimers: true,
  });
  const { turns } = await stage.run();
  const reading = 'A'.repeat(turns.findIndex(({ client }) => client === 'B'));
  const own = turns.filter(({ client }) => client === 'B');
  const hasCommit = own.some(({ sql }) => sql?.verb === 'commit');
  for (const [before, { sql }] of own.entries()) {
    if (!sql || (hasCommit && sql.verb !== 'commit')) continue;
    const { detail } = await stage.run(`${reading}${'B'.repeat(before)}B+`);
    const [listed, ...changed] = detail.exchanges.filter(({ client }) => client === 'C');
    const [ann] = (listed?.answer?.body ?? []) as readonly Account[];
    if (ann?.balance === 20) return changed.map(({ answer }) => answer);
  }
  return [];
}

/** What a change leaves is what the next reader is told, although the cache knew what was there before. */
export async function forgetsWhatChanged(ground: Ground): Promise<Finding> {
  const service = await ground.start();
  const [ann, bob] = [await service.open('ann', 100), await service.open('bob', 100)];
  const read = async (id: number) => {
    const { body, etag } = await service.ask(`GET /accounts/${id}`);
    const { owner, balance } = body as { owner?: string; balance?: number };
    return { told: `${owner} ${balance}`, etag };
  };
  await read(ann);
  const isKept = (await keysIn(ground)) > 0;
  const changes: readonly (readonly [RequestLine, object, ann: string, bob: string])[] = [
    [`PATCH /accounts/${ann}`, { owner: 'anna' }, 'anna 100', 'bob 100'],
    [`POST /accounts/${ann}/deposits`, { amount: 50 }, 'anna 150', 'bob 100'],
    [`POST /accounts/${ann}/withdrawals`, { amount: 20 }, 'anna 130', 'bob 100'],
    ['POST /transfers', { from: ann, to: bob, amount: 30 }, 'anna 100', 'bob 130'],
    ['POST /transfers', { from: bob, to: ann, amount: 10 }, 'anna 110', 'bob 120'],
  ];
  for (const [request, payload, ...expected] of changes) {
    await read(bob);
    const { etag } = await read(ann);
    await service.ask(request, payload, request.startsWith('PATCH') ? etag : undefined);
    for (const [i, id] of [ann, bob].entries()) {
      const { told } = await read(id);
      if (told !== expected[i])
        return fails(
          `expected that a reader is told "${expected[i]}" after ${request}, and it was "${told}"`,
        );
    }
  }
  return isKept ? holds : open('nothing is kept in Redis that could be forgotten');
}

async function keysIn({ urls }: Ground): Promise<number> {
  const redis = redisConnection(urls.redisUrl ?? '');
  await redis.connect();
  try {
    return await redis.dbSize();
  } finally {
    redis.destroy();
  }
}

/** A change that is over, done or refused, lets the next one in at once. */
export async function givesTheLockBack(ground: Ground): Promise<Finding> {
  await using stage = await ground.stage({
    accounts: { ann: 100 },
    instances: 2,
    clients: { A: withdraw('ann', 500), B: deposit('ann', 10), C: withdraw('ann', 10) },
    patientTimers: true,
  });
  const { turns, detail } = await stage.run();
  const before = { B: 'a refused withdrawal', C: 'a deposit' };
  for (const [client, what] of Object.entries(before)) {
    const wait = turns.find((turn) => turn.client === client && turn.kind === 'timer');
    if (wait)
      return fails(
        `expected that ${what} lets the next change in at once, and that had to ${wait.text}`,
      );
  }
  const answers = detail.exchanges.map(({ client, answer }) => `${client} ${answer?.status}`);
  if (answers.join(', ') === 'A 409, B 200, C 200') return holds;
  return fails(
    `expected the answers A 409, B 200, C 200 one after the other, and they were ${answers.join(', ')}`,
  );
}

/** A cold key whose reader has crashed is filled by a later one. */
export async function fillsAfterACrash(ground: Ground): Promise<Finding> {
  await using stage = await ground.stage({
    accounts: { ann: 100 },
    instances: 3,
    clients: { A: find('ann'), B: find('ann'), C: find('ann') },
    faults: ['crash-after'],
    patientTimers: true,
  });
  const own = (await stage.run()).turns.filter(({ client }) => client === 'A');
  const read = own.findIndex(({ kind }) => kind === 'sql');
  const lastOneReads = async (crash: number) => {
    const { turns } = await stage.run(`${'A'.repeat(crash)}A+`);
    return turns.some(({ client, kind }) => client === 'C' && kind === 'sql');
  };
  for (let crash = 1; crash <= read; crash += 1) {
    // A lease of two seconds runs out by itself where the machine stands still for so long: what the code
    // does, it does again.
    if ((await lastOneReads(crash)) && (await lastOneReads(crash)))
      return fails(
        'expected that a later reader fills the key whose reader has crashed, and the one after it had to ask the database again',
      );
  }
  return holds;
}
