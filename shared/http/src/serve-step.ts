import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type CreateAccounts, DomainError, type Resources } from '@workbook/domain';
import { fileTrouble, ServiceUnavailable, startServices } from '@workbook/services';
import { createApp } from './app.ts';
import { serveUntilSignal } from './serve-until-signal.ts';

/** What the `accounts.ts` of a step exports. */
export interface ServedStep {
  /** The services that its storage lives on: `postgres`, `redis`. */
  readonly needs: readonly string[];
  readonly createAccounts: CreateAccounts;
  /** Prepares the storage before the accounts are opened; only steps with a schema have it. */
  readonly createSchema?: (resources: Resources) => Promise<void>;
}

/** What a step is served with. */
export interface ServeStepOptions {
  /** The folder of a step that keeps files. It is made if it does not exist. */
  readonly dataFolder: string;
}

/**
 * Serves a step until SIGINT or SIGTERM, with the services that it needs: on the port that `--port`
 * or PORT says, else on 3000.
 *
 * What a user can mend (an argument, a server, a file of accounts, a full disk) is said in one sentence, and the
 * exit code is 2. Throws everything else: defects.
 */
export async function serveStep(step: ServedStep, options: ServeStepOptions): Promise<void> {
  try {
    await serve(step, options);
  } catch (error) {
    const sentence = sentenceFor(error);
    if (sentence === undefined) throw error;
    console.error(sentence);
    process.exitCode = 2;
  }
}

async function serve(step: ServedStep, { dataFolder }: ServeStepOptions): Promise<void> {
  const { needs, createSchema, createAccounts } = step;
  const { values } = parseArgs({
    options: { port: { type: 'string', default: process.env.PORT ?? '3000' } },
  });
  const services = await startServices({
    postgres: needs.includes('postgres'),
    redis: needs.includes('redis'),
    onProgress: console.log,
  });
  await mkdir(dataFolder, { recursive: true });
  const resources: Resources = {
    screen,
    postgres: { url: services.postgres?.url ?? '', poolSize: 10, lockTimeoutMs: 2000 },
    redis: { url: services.redis?.url ?? '' },
    dataFolder,
  };
  await createSchema?.(resources);
  const accounts = await createAccounts(resources);
  await serveUntilSignal(createApp(accounts), { port: values.port, dispose: [services, accounts] });
}

/** The real one asks another company's service; this one is as slow, and never objects. */
const screen = () => delay(20);

function sentenceFor(error: unknown): string | undefined {
  if (error instanceof ServiceUnavailable || error instanceof DomainError) return error.message;
  const file = fileTrouble(error);
  if (file !== undefined) return file;
  const isMistyped = (error as { code?: unknown }).code?.toString().startsWith('ERR_PARSE_ARGS');
  return error instanceof Error && isMistyped
    ? `${error.message}: --port NUMBER is all there is`
    : undefined;
}
