import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type CreateAccounts, DomainError, type Resources } from '@workbook/domain';
import { createApp, serveUntilSignal } from '@workbook/http';
import { ServiceUnavailable, startServices } from '@workbook/services';
import * as step from './accounts.ts';

interface Step {
  readonly needs: readonly string[];
  readonly createAccounts: CreateAccounts;
  /** Some steps have a schema to prepare, some have not. */
  readonly createSchema?: (resources: Resources) => Promise<void>;
}

const { needs, createAccounts, createSchema }: Step = step;

/** The real one asks another company's service; this one is as slow, and never objects. */
const screen = () => delay(20);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: process.env.PORT ?? '3000' } },
  });
  const services = await startServices({
    postgres: needs.includes('postgres'),
    redis: needs.includes('redis'),
    onProgress: console.log,
  });
  const dataFolder = join(import.meta.dirname, '../.workbook/data');
  await mkdir(dataFolder, { recursive: true });
  const resources: Resources = {
    screen,
    postgres: { url: services.postgres?.url ?? '', poolSize: 10, lockTimeoutMs: 2000 },
    redis: { url: services.redis?.url ?? '' },
    dataFolder,
  };
  await createSchema?.(resources);
  const accounts = await createAccounts(resources);
  const app = createApp(accounts);
  await serveUntilSignal(app, { port: values.port, dispose: [services, accounts] });
}

try {
  await main();
} catch (error) {
  const isMistyped = (error as { code?: unknown }).code?.toString().startsWith('ERR_PARSE_ARGS');
  const isForPeople = error instanceof ServiceUnavailable || error instanceof DomainError;
  if (!(error instanceof Error) || !(isMistyped || isForPeople)) throw error;
  console.error(isMistyped ? `${error.message}: --port NUMBER is all there is` : error.message);
  process.exitCode = 2;
}
