import { environmentFor, startServices } from '@workbook/services';

/**
 * One PostgreSQL for all commands that the tests run: each would start and stop its own, which takes
 * longer than most of them. Tests of what a command starts by itself set `ownPostgres`.
 */
const stack = new AsyncDisposableStack();

export async function globalSetup(): Promise<void> {
  if (process.env.DATABASE_URL) return;
  const { postgres } = stack.use(await startServices({ postgres: true }));
  Object.assign(process.env, environmentFor({ postgres: postgres.url }));
}

export async function globalTeardown(): Promise<void> {
  await stack.disposeAsync();
}
