import { deposit, type Request, transfer, withdraw } from '@workbook/course';
import type { Turn } from '@workbook/explorer';
import { type Finding, fails, holds } from './behaviour.ts';
import type { Ground } from './ground.ts';
import type { Standing } from './stage.ts';

/**
 * While requests of one kind are screened, one for each connection of the pool, another one goes on: nothing that
 * it needs is held during a call of another company's service.
 */
export async function screensOutside(ground: Ground): Promise<Finding> {
  const kinds = {
    withdrawals: [withdraw('ann', 10), withdraw('bob', 10)],
    transfers: [transfer('ann', 'bob', 10), transfer('bob', 'ann', 10)],
  };
  for (const [kind, calls] of Object.entries(kinds)) {
    const found = await goesOnBeside(kind, calls, ground);
    if (found.verdict !== 'holds') return found;
  }
  return holds;
}

async function goesOnBeside(
  kind: string,
  calls: readonly Request[],
  ground: Ground,
): Promise<Finding> {
  const { poolSize } = ground.resources().postgres;
  const screened = 'ABCDEFGH'.slice(0, poolSize).split('');
  await using stage = await ground.stage({
    accounts: { ann: 100, bob: 100 },
    instances: 1,
    clients: {
      ...Object.fromEntries(
        screened.map((client, i) => [client, calls[i % calls.length] as Request]),
      ),
      Z: deposit('ann', 50),
    },
    patientTimers: true,
  });
  const operationOf = (client: string, { next }: Standing) =>
    next.find((one) => one.client === client)?.text;
  const behindIn = (position: Standing) =>
    screened.find((client) => operationOf(client, position) !== 'screening');
  // One after the other, each up to its screening, and then the deposit to its end.
  const { turns, next } = await stage.lead((position) => {
    const client = behindIn(position) ?? 'Z';
    return operationOf(client, position) === undefined ? undefined : client;
  });
  const behind = behindIn({ turns, next });
  const hasFinished = (client: string) => turns.some(({ finished }) => finished.includes(client));
  if (behind !== undefined && hasFinished(behind))
    return fails(`expected that ${kind} are screened, and one was not`);
  if (behind !== undefined)
    return fails(
      `expected that ${kind} are screened side by side, and one waits while ${behind === screened[0] ? 'none' : 'another'} is screened`,
    );
  // A wait that PostgreSQL has ended by a timeout was a wait.
  if (hasFinished('Z') && !turns.some(hasFailed)) return holds;
  return fails(
    `expected that a deposit goes on while ${kind} are screened, one for each connection of the pool, and it waits for them`,
  );
}

function hasFailed({ kind, reply, released }: Turn): boolean {
  // Libraries remove files that may not be there.
  if (kind === 'file') return false;
  return [reply, ...released.map((one) => one.reply)].some((one) => one?.error !== undefined);
}
