import { type Finding, fails, holds } from './behaviour.ts';
import type { Ground } from './ground.ts';
import type { Service } from './service.ts';

/** The module says which services it lives on. */
export const needs =
  (service: 'postgres' | 'redis') =>
  async (ground: Ground): Promise<Finding> => {
    const said = (await ground.load()).needs;
    if (said?.includes(service)) return holds;
    const came = said ? `it is [${said.map((one) => `'${one}'`).join(', ')}]` : 'there is none';
    return fails(`expected an exported list \`needs\` with '${service}' in it, and ${came}`);
  };

/** `createSchema` makes the tables in an empty database, and leaves accounts alone where they are. */
export async function makesTablesOnce(ground: Ground): Promise<Finding> {
  const { createSchema } = await ground.load();
  if (!createSchema) return fails('expected an exported function createSchema, and there is none');
  return await leavesTablesAlone(ground, await ground.start());
}

/** The same of a service that runs already. Code without a `createSchema` makes its tables where it can. */
export async function leavesTablesAlone(ground: Ground, service: Service): Promise<Finding> {
  const { createSchema } = await ground.load();
  const ann = await service.open('ann', 100);
  try {
    await createSchema?.(ground.resources());
  } catch (error) {
    return fails(
      `expected that createSchema does nothing where the tables are there already, and it throws: ${(error as Error).message.split('\n')[0]}`,
    );
  }
  const { status } = await service.ask(`GET /accounts/${ann}`);
  if (status === 200) return holds;
  return fails(
    `expected that createSchema leaves the accounts alone, and afterwards one was answered ${status}`,
  );
}

/** A balance may be larger than 32 bits hold, and is a number all the same. */
export async function keepsLargeBalances(service: Service): Promise<Finding> {
  const opening = 3_000_000_000;
  const opened = await service.ask('POST /accounts', { owner: 'bob', opening });
  if (opened.status !== 201)
    return fails(
      `expected that an account can be opened with ${opening}, and that was answered ${opened.status}`,
    );
  const { id } = opened.body as { id: number };
  await service.ask(`POST /accounts/${id}/deposits`, { amount: 50 });
  const { balance } = (await service.ask(`GET /accounts/${id}`)).body as { balance: unknown };
  if (balance === opening + 50) return holds;
  return fails(
    `expected a balance of ${opening + 50}, as a number, and it is ${JSON.stringify(balance)}`,
  );
}

/** What one instance has read does not stay in its memory: it sees what another one has changed since. */
export async function seesOtherInstances(here: Service, there: Service): Promise<Finding> {
  const cleo = await here.open('cleo', 100);
  await here.ask(`GET /accounts/${cleo}`);
  await there.ask(`POST /accounts/${cleo}/deposits`, { amount: 50 });
  const read = await here.ask(`GET /accounts/${cleo}`);
  const { balance } = read.body as { balance: number };
  if (balance !== 150)
    return fails(
      `expected that an instance reads the 150 which another one has stored, and it reads ${balance}`,
    );
  const { status } = await here.ask(`POST /accounts/${cleo}/withdrawals`, { amount: 130 });
  if (status === 200) return holds;
  return fails(
    `expected that 130 can be withdrawn after another instance has stored 150, and that was answered ${status}`,
  );
}
