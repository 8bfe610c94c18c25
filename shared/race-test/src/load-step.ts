import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { CreateAccounts, Resources } from '@workbook/domain';

/** What the file of a step, or of an attempt, exports. */
export interface StepModule {
  readonly createAccounts: CreateAccounts;
  /** Prepares an empty storage once, before the first instance starts. */
  readonly createSchema?: (resources: Resources) => Promise<void>;
  /** The services that the storage lives on. */
  readonly needs?: readonly ('postgres' | 'redis')[];
}

/** The file is not one that can be judged: it does not load, or lacks `createAccounts`. */
export class CannotLoad extends Error {
  override readonly name = 'CannotLoad';
}

const parameter = 'copy';

/**
 * Lets each instance have module state of its own: a file that was imported as a copy hands the
 * copy's name on to the files beside it, while packages stay shared.
 */
registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context);
    const copy = copyOf(context.parentURL);
    if (copy === null || !/^\.{0,2}\//.test(specifier) || resolved.url.includes('/node_modules/'))
      return resolved;
    const url = new URL(resolved.url);
    url.searchParams.set(parameter, copy);
    return { ...resolved, url: url.href };
  },
});

function copyOf(url: string | undefined): string | null {
  return url?.startsWith('file:') ? new URL(url).searchParams.get(parameter) : null;
}

/**
 * Loads `file` as the given copy: copies share no module state, the same copy is loaded once.
 * Throws `CannotLoad` with one sentence that names the place.
 */
export async function loadStep(file: string, copy: string): Promise<StepModule> {
  const url = pathToFileURL(file);
  url.searchParams.set(parameter, copy);
  let module: Partial<StepModule>;
  try {
    module = await import(url.href);
  } catch (error) {
    throw new CannotLoad(`${file} cannot be loaded: ${reasonOf(error)}`, { cause: error });
  }
  if (typeof module.createAccounts !== 'function') {
    throw new CannotLoad(`${file} must export a function createAccounts(resources), and does not`);
  }
  return module as StepModule;
}

/** What an error says, in one line, with the place in the code where it has one. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return `it throws ${String(error)}`;
  const message = error.message.split('\n').find((line) => line.trim() !== '') ?? error.name;
  const place = /\(?(file:\/\/[^\s)]+?|\/[^\s)]+?)(?:\?[^:)\s]*)?:(\d+)(?::(\d+))?\)?\s*$/m.exec(
    error.stack ?? '',
  );
  if (!place?.[1] || message.includes(':')) return message;
  const path = place[1].startsWith('file:') ? fileURLToPath(place[1]) : place[1];
  return `${message} (${path}:${place[2]})`;
}
